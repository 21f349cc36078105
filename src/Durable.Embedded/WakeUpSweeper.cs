using Durable.Storage;
using Microsoft.Extensions.Logging;

namespace Durable.Embedded;

/// <summary>
/// Wakes hibernated executions. One timer, armed for the earliest wake-up in the store: nothing runs while nothing is due.
/// </summary>
internal sealed partial class WakeUpSweeper(
    ICheckpointStore store, TimeProvider timeProvider, Func<ExecutionId, Task> activate, ILogger logger, CancellationToken stopping)
{
    private const int PageSize = 1000;

    // What was just activated stays in the index until its first checkpoint, and a store that fails must not be asked in a tight loop.
    private static readonly TimeSpan s_shortest = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_afterFailure = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(1);

    private readonly Lock _lock = new();
    private ITimer? _timer;
    private DateTimeOffset _armedFor = DateTimeOffset.MaxValue;
    private Task _sweep = Task.CompletedTask;

    public void Start()
    {
        using (ExecutionContext.SuppressFlow())
        {
            _timer = timeProvider.CreateTimer(static sweeper => ((WakeUpSweeper)sweeper!).BeginSweep(), this, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>An execution hibernates until then.</summary>
    public void WakeNoLaterThan(DateTimeOffset time)
    {
        lock (_lock)
        {
            if (time < _armedFor && _sweep.IsCompleted)
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

    private void BeginSweep()
    {
        lock (_lock)
        {
            if (_sweep.IsCompleted && _timer is not null)
            {
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
            var due = await store.ReadDueAsync(
                new DueQuery { Kind = WakeUpKind.Timer, Until = timeProvider.GetUtcNow(), Limit = PageSize }, stopping);
            foreach (var execution in due)
            {
                await activate(execution.Id);
            }

            var later = await store.ReadDueAsync(
                new DueQuery { Kind = WakeUpKind.Timer, Until = DateTimeOffset.MaxValue, Limit = 1 }, stopping);
            next = later.Count > 0 ? later[0].WakeUp.At : DateTimeOffset.MaxValue;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return;
        }
        catch (Exception exception)
        {
            LogSweepFailed(logger, exception);
            next = timeProvider.GetUtcNow() + s_afterFailure;
        }

        lock (_lock)
        {
            Arm(next < _armedFor ? next : _armedFor);
        }
    }

    private void Arm(DateTimeOffset time)
    {
        _armedFor = time;
        if (_timer is null || time == DateTimeOffset.MaxValue)
        {
            return;
        }

        var due = time - timeProvider.GetUtcNow();
        due = due < s_shortest ? s_shortest : due > s_longest ? s_longest : due;
        _timer.Change(TimeSpan.FromMilliseconds(Math.Ceiling(due.TotalMilliseconds)), Timeout.InfiniteTimeSpan);
    }

    [LoggerMessage(2010, LogLevel.Error, "Due executions could not be read; trying again in a few seconds.")]
    private static partial void LogSweepFailed(ILogger logger, Exception exception);
}
