using Durable.Core.Diagnostics;
using Durable.Core.Engine;
using Durable.Core.Hosting;
using Durable.Core.Residence;
using Durable.Storage;
using Microsoft.Extensions.Logging;

namespace Durable.Embedded;

/// <summary>
/// Wakes hibernated executions. One timer, armed for the earliest wake-up in the store: nothing runs while nothing is due.
/// </summary>
internal sealed partial class WakeUpSweeper(
    ICheckpointStore store,
    TimeProvider timeProvider,
    ExecutionServices services,
    EmbeddedExecutions executions,
    Recovery recovery,
    HostLag lag,
    ILoggerFactory loggers)
{
    private readonly ILogger _logger = loggers.CreateLogger(LogCategory.Name);

    // There is one, of all wake-ups.
    private const int Shard = 0;

    private const int PageSize = 1000;

    // What was just activated stays in the index until its first checkpoint, and a store that fails must not be asked in a tight loop.
    private static readonly TimeSpan s_shortest = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_afterFailure = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(1);

    private readonly Lock _lock = new();

    // They stay in the index, due, and must not keep the sweep from others. Used by the one sweep that is under way.
    private readonly Dictionary<ExecutionId, Trouble> _troubled = [];

    // Those who slept when the clock went back.
    private readonly SleepersByTime _sleepers = new(timeProvider);

    private ITimer? _timer;
    private DateTimeOffset _armedFor = DateTimeOffset.MaxValue;
    private Task _sweep = Task.CompletedTask;
    private bool _isSweeping;

    public void Start()
    {
        executions.Hibernated += (_, hibernation) => WakeNoLaterThan(hibernation.Until);
        using (ExecutionContext.SuppressFlow())
        {
            _timer = timeProvider.CreateTimer(
                static sweeper => ((WakeUpSweeper)sweeper!).BeginSweep(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            BeginSweep();
        }
    }

    /// <summary>Completes when no sweep is under way.</summary>
    public Task WhenIdleAsync()
    {
        lock (_lock)
        {
            return _sweep;
        }
    }

    /// <summary>An execution hibernates until then.</summary>
    public void WakeNoLaterThan(DateTimeOffset time)
    {
        lock (_lock)
        {
            if (time < _armedFor && !_isSweeping)
            {
                Arm(time);
            }
            else if (time < _armedFor)
            {
                // The sweep under way looks for the earliest wake-up when it ends, and may have looked already.
                _armedFor = time;
            }
        }
    }

    /// <summary>
    /// The clock has jumped. Forward, what has come due by that is woken, and the store is asked only if something has. Back, the store is asked
    /// once who sleeps, and their time is counted.
    /// </summary>
    public void OnClockJumped(ClockJump jump)
    {
        if (jump.IsBack)
        {
            _ = CountTimeOfSleepersAsync(jump);
        }

        lock (_lock)
        {
            if (!_isSweeping)
            {
                Arm(_armedFor);
            }
        }
    }

    /// <summary>Disarms the timer; completes when the sweep under way has noticed the stop.</summary>
    public async Task StopAsync()
    {
        Task sweep;
        lock (_lock)
        {
            _timer?.Dispose();
            _timer = null;
            sweep = _sweep;
        }

        await sweep;
    }

    private async Task CountTimeOfSleepersAsync(ClockJump jump)
    {
        try
        {
            var noticedAt = timeProvider.GetUtcNow();
            var timestamp = timeProvider.GetTimestamp();
            var sleepers = await store.ReadDueAsync(
                new DueQuery { Kind = WakeUpKind.Timer, Until = DateTimeOffset.MaxValue, Limit = SleepersByTime.Most }, executions.Stopping);
            lock (_lock)
            {
                _sleepers.Add(sleepers, noticedAt, by: noticedAt - jump.By, timestamp);
            }

            WakeNoLaterThan(noticedAt);
        }
        catch (Exception exception) when (!executions.Stopping.IsCancellationRequested)
        {
            LogSleepersNotRead(_logger, exception);
        }
        catch (Exception)
        {
            // The next host keeps time by its own clock.
        }
    }

    private void BeginSweep()
    {
        lock (_lock)
        {
            if (!_isSweeping && _timer is not null)
            {
                _isSweeping = true;
                _armedFor = DateTimeOffset.MaxValue;
                _sweep = SweepAsync();
            }
        }
    }

    private async Task SweepAsync()
    {
        var next = DateTimeOffset.MaxValue;
        try
        {
            await Task.Yield();
            next = await ActivateDueAsync();
        }
        catch (Exception) when (executions.Stopping.IsCancellationRequested)
        {
            // Cancelled, or its store was closed meanwhile.
            return;
        }
        catch (Exception exception)
        {
            LogSweepFailed(_logger, exception);
            next = timeProvider.GetUtcNow() + s_afterFailure;
        }

        lock (_lock)
        {
            // Together with the arming: whoever comes later must find either the sweep or the timer it has armed.
            _isSweeping = false;
            Arm(next < _armedFor ? next : _armedFor);
        }
    }

    // What hibernates meanwhile is announced, so the next wake-up may be read before what is due has gone on.
    private async Task<DateTimeOffset> ActivateDueAsync()
    {
        var now = timeProvider.GetUtcNow();
        var limit = PageSize + _troubled.Count;
        var found = await store.ReadDueAsync(new DueQuery { Kind = WakeUpKind.Timer, Until = now, Limit = limit, AndNext = true }, executions.Stopping);
        var due = found.TakeWhile(execution => execution.WakeUp.At <= now).ToList();
        foreach (var execution in due)
        {
            _troubled.TryGetValue(execution.Id, out var trouble);
            if (trouble.IsTooEarlyAt(now))
            {
                continue;
            }

            var attempt = trouble.Failures + 1;
            switch (await recovery.TryWakeAsync(execution.Id, attempt))
            {
                case ActivationOutcome.Failed:
                    _troubled[execution.Id] = new Trouble(attempt, now + ExecutionRetry.Backoff.After(attempt));
                    break;
                case ActivationOutcome.Stopping:
                    _troubled[execution.Id] = new Trouble(attempt, DateTimeOffset.MaxValue);
                    break;
                default:
                    _troubled.Remove(execution.Id);
                    break;
            }
        }

        lag.NoteStuck(Shard, due.Where(one => _troubled.ContainsKey(one.Id)).Select(static one => (DateTimeOffset?)one.WakeUp.At).FirstOrDefault());
        foreach (var (id, wakeUp) in TakeSleepers())
        {
            services.Overslept[id] = wakeUp;
            if (await recovery.TryWakeAsync(id, attempt: 1) == ActivationOutcome.Failed)
            {
                lock (_lock)
                {
                    _sleepers.Add(id, wakeUp, after: s_afterFailure);
                }
            }
        }

        var next = due.Count < found.Count ? found[due.Count].WakeUp.At : due.Count == limit ? now : DateTimeOffset.MaxValue;
        return _troubled.Values.Select(static trouble => trouble.TryAgainAt).Append(next).Min();
    }

    private List<(ExecutionId Id, OversleptWakeUp WakeUp)> TakeSleepers()
    {
        lock (_lock)
        {
            return _sleepers.TakeDue();
        }
    }

    private void Arm(DateTimeOffset time)
    {
        time = _sleepers.NextDueAt() is { } next && next < time ? next : time;
        _armedFor = time;
        lag.NoteNextLook(Shard, time);
        if (_timer is null || time == DateTimeOffset.MaxValue)
        {
            return;
        }

        var due = time - timeProvider.GetUtcNow();
        due = due < s_shortest ? s_shortest : due > s_longest ? s_longest : due;
        _timer.Change(TimeSpan.FromMilliseconds(Math.Ceiling(due.TotalMilliseconds)), Timeout.InfiniteTimeSpan);
    }

    [LoggerMessage(EventIds.EmbeddedSleepersNotRead, LogLevel.Warning, "The clock has gone back, and the executions that sleep could not be read: they are woken when the clock is there again.")]
    private static partial void LogSleepersNotRead(ILogger logger, Exception exception);

    private readonly record struct Trouble(int Failures, DateTimeOffset TryAgainAt)
    {
        // A pause that is longer than any was begun before the clock went back, and is over.
        public bool IsTooEarlyAt(DateTimeOffset now) =>
            TryAgainAt > now && (TryAgainAt == DateTimeOffset.MaxValue || TryAgainAt - now <= ExecutionRetry.Backoff.After(Failures));
    }

    [LoggerMessage(EventIds.EmbeddedWakeUpSweepFailed, LogLevel.Error, "Due executions could not be read; trying again in a few seconds.")]
    private static partial void LogSweepFailed(ILogger logger, Exception exception);
}
