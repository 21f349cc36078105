using Durable.Core.Hosting;

namespace Durable.Grains.Executions;

/// <summary>
/// One grain timer, paused, armed on demand. It interleaves: the turn that it ends may be waiting for just this tick.
/// </summary>
internal sealed class GrainTurnTimer(ExecutionGrain grain, TimeProvider timeProvider, Action tick) : ArmedTimer(timeProvider, tick)
{
    private IGrainTimer? _timer;

    protected override void Change(TimeSpan due)
    {
        if (_timer is null && due == Timeout.InfiniteTimeSpan)
        {
            return;
        }

        _timer ??= grain.RegisterGrainTimer(
            static (timer, _) => timer.TickAsync(),
            this,
            new GrainTimerCreationOptions(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan) { Interleave = true });
        _timer.Change(due, Timeout.InfiniteTimeSpan);
    }

    protected override void Release() => _timer?.Dispose();

    private Task TickAsync()
    {
        Tick();
        return Task.CompletedTask;
    }
}
