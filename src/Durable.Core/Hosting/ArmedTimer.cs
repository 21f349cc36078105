namespace Durable.Core.Hosting;

/// <summary>What the timers of all hosts have in common: when the next tick is due, and the way there. Used only in turns.</summary>
/// <param name="timeProvider">The host's clock.</param>
/// <param name="tick">To be called in a turn when the timer is due.</param>
internal abstract class ArmedTimer(TimeProvider timeProvider, Action tick) : ITurnTimer
{
    // Timers reach 49 days; a later due time is armed again on the way.
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(1);

    private DateTimeOffset? _armedFor;
    private bool _isDisposed;

    public void Arm(DateTimeOffset? dueAt)
    {
        if (_isDisposed || dueAt == _armedFor)
        {
            return;
        }

        _armedFor = dueAt;
        Change(dueAt is { } time ? Until(time) : Timeout.InfiniteTimeSpan);
    }

    public void Dispose()
    {
        _isDisposed = true;
        Release();
    }

    /// <summary>Sets when the underlying timer ticks, once; <see cref="Timeout.InfiniteTimeSpan"/> disarms it.</summary>
    protected abstract void Change(TimeSpan due);

    /// <summary>Releases the underlying timer.</summary>
    protected abstract void Release();

    /// <summary>The underlying timer has ticked. Called in a turn.</summary>
    protected void Tick()
    {
        if (!_isDisposed)
        {
            _armedFor = null;
            tick();
        }
    }

    // Timers count whole milliseconds; rounding down would tick just before the time has come.
    private TimeSpan Until(DateTimeOffset dueAt)
    {
        var due = dueAt - timeProvider.GetUtcNow();
        return due < TimeSpan.Zero ? TimeSpan.Zero : due > s_longest ? s_longest : TimeSpan.FromMilliseconds(Math.Ceiling(due.TotalMilliseconds));
    }
}
