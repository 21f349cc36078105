namespace Durable.Testing;

/// <summary>A clock whose timers stop when their user's process dies.</summary>
/// <param name="inner">The clock that goes on.</param>
internal sealed class MortalTimeProvider(TimeProvider inner) : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly HashSet<MortalTimer> _timers = [];
    private bool _isDead;

    public override long TimestampFrequency => inner.TimestampFrequency;

    public override TimeZoneInfo LocalTimeZone => inner.LocalTimeZone;

    public override DateTimeOffset GetUtcNow() => inner.GetUtcNow();

    public override long GetTimestamp() => inner.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        // Created disarmed, so that it cannot fire before it is known here.
        var timer = new MortalTimer(this, inner.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan));
        lock (_lock)
        {
            if (!_isDead)
            {
                _timers.Add(timer);
                timer.Change(dueTime, period);
            }
        }

        return timer;
    }

    public void End()
    {
        MortalTimer[] timers;
        lock (_lock)
        {
            _isDead = true;
            timers = [.. _timers];
        }

        foreach (var timer in timers)
        {
            timer.Dispose();
        }
    }

    private void Forget(MortalTimer timer)
    {
        lock (_lock)
        {
            _timers.Remove(timer);
        }
    }

    private sealed class MortalTimer(MortalTimeProvider provider, ITimer timer) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(dueTime, period);

        public void Dispose()
        {
            provider.Forget(this);
            timer.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
