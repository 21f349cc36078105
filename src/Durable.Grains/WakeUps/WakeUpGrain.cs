using Durable.Core.Diagnostics;
using Durable.Core.Engine;
using Durable.Core.Hosting;
using Durable.Grains.Contracts;
using Durable.Grains.Executions;
using Durable.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Durable.Grains.WakeUps;

/// <summary>
/// Wakes what is due in one shard: hibernated executions, and executions whose lease ran out because their silo is gone. One timer, armed
/// for the earliest known due time, at most one sweep interval away. In a store of one process, leases of an earlier one are over at once.
/// </summary>
[KeepAlive]
internal sealed partial class WakeUpGrain(
    ICheckpointStore store,
    ExecutionServices services,
    SiloExecutions silo,
    HostLag lag,
    IGrainFactory grains,
    IOptions<DurableGrainsOptions> options,
    ILoggerFactory loggers)
    : Grain, IWakeUpGrain
{
    private readonly ILogger _logger = loggers.CreateLogger(LogCategory.Name);

    private const int PageSize = 1000;

    // What was just woken stays in the index until its first checkpoint; the store must not be asked in a tight loop meanwhile.
    private static readonly TimeSpan s_shortest = TimeSpan.FromMilliseconds(100);

    private IGrainTimer _timer = null!;
    private DateTimeOffset _armedFor;
    private int _wokenInVain = 1;
    private HashSet<ExecutionId> _wokenBefore = [];
    private bool _isSweeping;
    private bool _hasInherited;

    private TaskScheduler _turns = null!;

    private int Shard => (int)this.GetPrimaryKeyLong();

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _timer = this.RegisterGrainTimer(
            static (grain, token) => grain.SweepAsync(token),
            this,
            new GrainTimerCreationOptions(TimeSpan.Zero, Timeout.InfiniteTimeSpan) { Interleave = true, KeepAlive = true });
        _armedFor = services.TimeProvider.GetUtcNow();
        _turns = TaskScheduler.Current;
        services.ClockWatch.Jumped += OnClockJumped;
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        services.ClockWatch.Jumped -= OnClockJumped;
        lag.Forget(Shard);
        return Task.CompletedTask;
    }

    public Task EnsureAsync() => Task.CompletedTask;

    public Task WakeNoLaterThanAsync(DateTimeOffset time)
    {
        if (time < _armedFor)
        {
            Arm(time);
        }

        return Task.CompletedTask;
    }

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        if (silo.Leaving.IsCancellationRequested)
        {
            // The shard looks again where it comes up next.
            return;
        }

        _isSweeping = true;
        var now = services.TimeProvider.GetUtcNow();
        _armedFor = now + options.Value.WakeUpSweepInterval;
        try
        {
            if (!_hasInherited && store.IsExclusive)
            {
                await InheritAsync(cancellationToken);
            }

            _hasInherited = true;

            // What comes due before the next sweep is read along: one request tells what to wake and when to look again.
            var soon = await store.ReadDueAsync(new DueQuery { Shard = Shard, Until = _armedFor, Limit = PageSize }, cancellationToken);
            var due = soon.TakeWhile(execution => execution.WakeUp.At <= now).ToList();
            await Task.WhenAll(due.Select(execution => WakeAsync(execution.Id)));
            NoteWoken(due);
            if (due.Count > 0)
            {
                ArmNoLaterThan(services.TimeProvider.GetUtcNow() + new Backoff(s_shortest, options.Value.WakeUpSweepInterval).After(_wokenInVain));
            }

            if (due.Count < soon.Count)
            {
                ArmNoLaterThan(soon[due.Count].WakeUp.At);
            }
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogSweepFailed(_logger, exception, Shard);
        }
        finally
        {
            _isSweeping = false;
            Arm(_armedFor);
        }
    }

    // Nobody else has the store open, so whoever held these leases is gone. What runs here already is only asked for once more.
    private async Task InheritAsync(CancellationToken cancellationToken)
    {
        var leases = await store.ReadDueAsync(
            new DueQuery { Shard = Shard, Kind = WakeUpKind.Lease, Until = DateTimeOffset.MaxValue, Limit = PageSize }, cancellationToken);
        await Task.WhenAll(leases.Select(execution => WakeAsync(execution.Id)));
    }

    // Executions that stay due although they were woken, say because their function is gone, are tried ever more rarely.
    private void NoteWoken(List<DueExecution> due)
    {
        lag.NoteStuck(Shard, due.Where(one => _wokenBefore.Contains(one.Id)).Select(static one => (DateTimeOffset?)one.WakeUp.At).FirstOrDefault());
        var woken = due.Select(static execution => execution.Id).ToHashSet();
        _wokenInVain = woken.IsSubsetOf(_wokenBefore) ? _wokenInVain + 1 : 1;
        _wokenBefore = woken;
    }

    private async Task WakeAsync(ExecutionId id)
    {
        try
        {
            await grains.GetGrain<IExecutionGrain>(id.ToString()).WakeAsync();
        }
        catch (Exception exception)
        {
            LogWakeFailed(_logger, exception, id);
        }
    }

    // What has come due by that is woken; the store is asked only if something has.
    private void OnClockJumped(object? sender, ClockJump jump) =>
        _turns.PostAsync(() => Arm(_armedFor)).Ignore();

    private void ArmNoLaterThan(DateTimeOffset time) => _armedFor = time < _armedFor ? time : _armedFor;

    private void Arm(DateTimeOffset time)
    {
        _armedFor = time;
        lag.NoteNextLook(Shard, time);
        if (_isSweeping)
        {
            // The end of the sweep arms for the earliest.
            return;
        }

        var due = time - services.TimeProvider.GetUtcNow();
        _timer.Change(due > s_shortest ? due : s_shortest, Timeout.InfiniteTimeSpan);
    }

    [LoggerMessage(EventIds.GrainWakeUpSweepFailed, LogLevel.Warning, "Due executions of shard {Shard} could not be read; trying again at the next sweep.")]
    private static partial void LogSweepFailed(ILogger logger, Exception exception, int shard);

    [LoggerMessage(EventIds.GrainWakeUpFailed, LogLevel.Warning, "Execution {ExecutionId} could not be woken; trying again at a later sweep.")]
    private static partial void LogWakeFailed(ILogger logger, Exception exception, ExecutionId executionId);
}
