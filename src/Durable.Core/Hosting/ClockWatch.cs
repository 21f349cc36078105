namespace Durable.Core.Hosting;

/// <summary>
/// Looks at the wall clock now and then and notices when it has jumped: timers count the time that passes, and what is due is due by the wall
/// clock. One for a host, however many executions wait.
/// </summary>
/// <param name="clock">The host's clock.</param>
internal sealed class ClockWatch(TimeProvider clock) : IDisposable
{
    /// <summary>How late a jump may be noticed.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    /// <summary>What clocks are corrected by all the time is no jump.</summary>
    public static readonly TimeSpan LeastJump = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private DateTimeOffset _seen = clock.GetUtcNow();
    private long _seenAt = clock.GetTimestamp();
    private bool _isTold;
    private ITimer? _timer;

    /// <summary>The wall clock has jumped, or the machine was suspended. Raised on the timer's thread.</summary>
    public event EventHandler<ClockJump>? Jumped;

    /// <summary>Whether this is the first time that it is asked, or the first since the clock has jumped.</summary>
    public bool TellsOnce() => !Interlocked.Exchange(ref _isTold, true);

    /// <summary>Begins to look.</summary>
    /// <param name="timers">What counts the time between two looks.</param>
    public void Start(TimeProvider timers)
    {
        using (ExecutionContext.SuppressFlow())
        {
            _timer = timers.CreateTimer(static watch => ((ClockWatch)watch!).Look(), this, Interval, Interval);
        }
    }

    /// <summary>Compares the wall clock with the time that has passed since the last look, and tells of a jump.</summary>
    public void Look()
    {
        TimeSpan wall;
        TimeSpan by;
        long since;
        lock (_lock)
        {
            var (now, at) = (clock.GetUtcNow(), clock.GetTimestamp());
            wall = now - _seen;
            by = wall - clock.GetElapsedTime(_seenAt, at);
            since = _seenAt;
            (_seen, _seenAt) = (now, at);
        }

        // Some systems count the time for which the machine was suspended, some do not: then this look is late by both clocks.
        if (by.Duration() >= LeastJump || wall > Interval * 2)
        {
            _isTold = false;
            Jumped?.Invoke(this, new ClockJump(by.Duration() >= LeastJump ? by : TimeSpan.Zero, since));
        }
    }

    public void Dispose() => _timer?.Dispose();
}
