using Durable.Core.Hosting;

namespace Durable.Grains;

/// <summary>
/// One grain timer, paused, armed on demand. It interleaves: the turn that it ends may be waiting for just this tick.
/// </summary>
internal sealed class GrainTurnTimer(ExecutionGrain grain, TimeProvider timeProvider, Action tick) : ITurnTimer
{
    // Grain timers reach 49 days; a later due time is armed again on the way.
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(1);

    private IGrainTimer? _timer;
    private DateTimeOffset? _armedFor;
    private bool _isDisposed;

    public void Arm(DateTimeOffset? dueAt)
    {
        if (_isDisposed || dueAt == _armedFor)
        {
            return;
        }

        _armedFor = dueAt;
        if (dueAt is null)
        {
            _timer?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            return;
        }

        var due = dueAt.Value - timeProvider.GetUtcNow();
        due = due < TimeSpan.Zero ? TimeSpan.Zero : due > s_longest ? s_longest : TimeSpan.FromMilliseconds(Math.Ceiling(due.TotalMilliseconds));
        _timer ??= grain.RegisterGrainTimer(
            static (timer, _) => timer.TickAsync(),
            this,
            new GrainTimerCreationOptions(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan) { Interleave = true });
        _timer.Change(due, Timeout.InfiniteTimeSpan);
    }

    public void Dispose()
    {
        _isDisposed = true;
        _timer?.Dispose();
    }

    private Task TickAsync()
    {
        if (!_isDisposed)
        {
            _armedFor = null;
            tick();
        }

        return Task.CompletedTask;
    }
}
