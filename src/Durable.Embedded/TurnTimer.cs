using Durable.Core.Hosting;

namespace Durable.Embedded;

/// <summary>A timer of the host's clock whose tick is posted as a turn.</summary>
internal sealed class TurnTimer(TimeProvider timeProvider, TaskScheduler turnScheduler, Action tick) : ITurnTimer
{
    // System timers reach 49 days; a later due time is armed again on the way.
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(1);

    private ITimer? _timer;
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
        due = due < TimeSpan.Zero ? TimeSpan.Zero : due > s_longest ? s_longest : RoundUp(due);
        if (_timer is null)
        {
            using (ExecutionContext.SuppressFlow())
            {
                _timer = timeProvider.CreateTimer(static timer => ((TurnTimer)timer!).Post(), this, due, Timeout.InfiniteTimeSpan);
            }
        }
        else
        {
            _timer.Change(due, Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose()
    {
        _isDisposed = true;
        _timer?.Dispose();
    }

    // The system's timers count whole milliseconds; rounding down would tick just before the time has come.
    private static TimeSpan RoundUp(TimeSpan due) => TimeSpan.FromMilliseconds(Math.Ceiling(due.TotalMilliseconds));

    private void Post() => _ = Task.Factory.StartNew(
        static timer => ((TurnTimer)timer!).Tick(), this, CancellationToken.None, TaskCreationOptions.DenyChildAttach, turnScheduler);

    private void Tick()
    {
        if (!_isDisposed)
        {
            _armedFor = null;
            tick();
        }
    }
}
