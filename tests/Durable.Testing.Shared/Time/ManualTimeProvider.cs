namespace Durable.Testing;

/// <summary>A clock that stands still until <see cref="Advance"/> moves it.</summary>
/// <remarks>
/// <para>
/// Timers fire inside <see cref="Advance"/>, on its thread and in the order they are due, each while the clock shows its due time.
/// Timers due at the same time fire in the order they were armed. What a callback starts on other threads is not awaited.
/// </para>
/// <para>
/// A timer armed with a due time of zero needs nobody to advance: it fires on the thread pool, as the system's would.
/// </para>
/// <para>Thread-safe, with one driver: a second <see cref="Advance"/> while one is running is an error of the test.</para>
/// </remarks>
public sealed class ManualTimeProvider : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly SortedSet<ManualTimer> _armed = new(ManualTimer.ByDueTime);
    private readonly List<TimerWaiter> _waiters = [];
    private readonly DateTimeOffset _start;
    private DateTimeOffset _now;
    private TimeSpan _jumped;
    private long _armings;
    private bool _driving;

    /// <summary>Starts the clock at <see cref="DefaultStart"/>.</summary>
    public ManualTimeProvider()
        : this(DefaultStart)
    {
    }

    /// <summary>Starts the clock at a time.</summary>
    /// <param name="start">The first time it shows.</param>
    public ManualTimeProvider(DateTimeOffset start)
    {
        _start = start.ToUniversalTime();
        _now = _start;
    }

    /// <summary>Noon of an arbitrary day.</summary>
    public static DateTimeOffset DefaultStart { get; } = new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <summary>
    /// What a driver waits for, a moment at most, before it moves the clock: work of the real world, which time would run away from on a slow
    /// machine.
    /// </summary>
    public Func<Task> RealWork { get; set; } = static () => Task.CompletedTask;

    /// <summary>Timers that are armed now.</summary>
    public int ArmedTimers
    {
        get
        {
            lock (_lock)
            {
                return _armed.Count;
            }
        }
    }

    /// <summary>When the next timer fires; null when none is armed.</summary>
    public DateTimeOffset? NextDueAt
    {
        get
        {
            lock (_lock)
            {
                return _armed.Min?.DueAt + _jumped;
            }
        }
    }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            return _now + _jumped;
        }
    }

    /// <inheritdoc/>
    public override long GetTimestamp()
    {
        lock (_lock)
        {
            return (_now - _start).Ticks;
        }
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new ManualTimer(this, callback, state);
        Arm(timer, dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock and fires every timer that comes due on the way, those armed on the way included.</summary>
    /// <param name="by">How far; zero fires what is due now.</param>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        DateTimeOffset end;
        lock (_lock)
        {
            if (_driving)
            {
                throw new InvalidOperationException(
                    "The clock is already being advanced. Let one driver move it, and not from inside a timer.");
            }

            _driving = true;
            end = _now + by;
        }

        try
        {
            while (TakeDue(end) is { } timer)
            {
                timer.Fire();
            }
        }
        catch
        {
            lock (_lock)
            {
                _driving = false;
            }

            throw;
        }
    }

    /// <summary>Sets the clock forward or back: no time passes, and timers fire when they would have.</summary>
    /// <param name="by">How far.</param>
    public void Jump(TimeSpan by)
    {
        lock (_lock)
        {
            _jumped += by;
        }
    }

    /// <summary>Moves the clock to a time that has not passed yet.</summary>
    /// <param name="time">The time to show at the end.</param>
    public void AdvanceTo(DateTimeOffset time) => Advance(time - GetUtcNow());

    /// <summary>Moves the clock to the next timer and fires all that is due then; does nothing when none is armed.</summary>
    /// <returns>Whether there was one.</returns>
    public bool AdvanceToNextTimer()
    {
        if (NextDueAt is not { } dueAt)
        {
            return false;
        }

        var by = dueAt - GetUtcNow();
        Advance(by > TimeSpan.Zero ? by : TimeSpan.Zero);
        return true;
    }

    /// <summary>Completes as soon as a timer is armed that fires within a time, so that a test can advance without racing.</summary>
    /// <param name="within">How far ahead it may be due; any timer by default.</param>
    /// <returns>When that timer is due.</returns>
    public Task<DateTimeOffset> WaitForTimerAsync(TimeSpan? within = null)
    {
        lock (_lock)
        {
            var until = within is { } span ? _now + span : DateTimeOffset.MaxValue;
            if (_armed.Min is { } next && next.DueAt <= until)
            {
                return Task.FromResult(next.DueAt + _jumped);
            }

            var waiter = new TimerWaiter(until);
            _waiters.Add(waiter);
            return waiter.Task;
        }
    }

    private static void RequireTimerSpan(TimeSpan span, string parameterName)
    {
        if (span != Timeout.InfiniteTimeSpan)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(span, TimeSpan.Zero, parameterName);
        }
    }

    private bool Arm(ManualTimer timer, TimeSpan dueTime, TimeSpan period)
    {
        RequireTimerSpan(dueTime, nameof(dueTime));
        RequireTimerSpan(period, nameof(period));
        lock (_lock)
        {
            if (timer.IsDisposed)
            {
                return false;
            }

            _armed.Remove(timer);
            timer.Period = period;
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                Add(timer, _now + dueTime);
            }

            if (dueTime == TimeSpan.Zero && !_driving)
            {
                ThreadPool.UnsafeQueueUserWorkItem(static timer => timer.Provider.FireIfStillDue(timer), timer, preferLocal: false);
            }

            return true;
        }
    }

    private void Disarm(ManualTimer timer)
    {
        lock (_lock)
        {
            timer.IsDisposed = true;
            _armed.Remove(timer);
        }
    }

    private ManualTimer? TakeDue(DateTimeOffset end)
    {
        lock (_lock)
        {
            if (_armed.Min is not { } timer || timer.DueAt > end)
            {
                // In the same lock as the last look: a timer armed for now from here on is no longer this driver's.
                _now = end;
                _driving = false;
                return null;
            }

            if (timer.DueAt > _now)
            {
                _now = timer.DueAt;
            }

            Take(timer);
            return timer;
        }
    }

    private void FireIfStillDue(ManualTimer timer)
    {
        lock (_lock)
        {
            if (timer.DueAt > _now || !_armed.Contains(timer))
            {
                return;
            }

            Take(timer);
        }

        timer.Fire();
    }

    private void Take(ManualTimer timer)
    {
        _armed.Remove(timer);
        if (timer.Period > TimeSpan.Zero)
        {
            Add(timer, _now + timer.Period);
        }
    }

    private void Add(ManualTimer timer, DateTimeOffset dueAt)
    {
        timer.DueAt = dueAt;
        timer.Arming = ++_armings;
        _armed.Add(timer);
        for (var i = _waiters.Count - 1; i >= 0; i--)
        {
            if (dueAt <= _waiters[i].Until)
            {
                _waiters[i].TrySetResult(dueAt + _jumped);
                _waiters.RemoveAt(i);
            }
        }
    }

    private sealed class TimerWaiter(DateTimeOffset until)
        : TaskCompletionSource<DateTimeOffset>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public DateTimeOffset Until { get; } = until;
    }

    private sealed class ManualTimer(ManualTimeProvider provider, TimerCallback callback, object? state) : ITimer
    {
        // Timers flow the context they were created in, like the system's.
        private readonly ExecutionContext? _context = ExecutionContext.Capture();

        public static IComparer<ManualTimer> ByDueTime { get; } = Comparer<ManualTimer>.Create(static (left, right) =>
            left.DueAt != right.DueAt ? left.DueAt.CompareTo(right.DueAt) : left.Arming.CompareTo(right.Arming));

        public ManualTimeProvider Provider => provider;

        public DateTimeOffset DueAt { get; set; }

        public long Arming { get; set; }

        public TimeSpan Period { get; set; }

        public bool IsDisposed { get; set; }

        public void Fire()
        {
            if (_context is null)
            {
                callback(state);
            }
            else
            {
                ExecutionContext.Run(_context, static timer => ((ManualTimer)timer!).Invoke(), this);
            }
        }

        public bool Change(TimeSpan dueTime, TimeSpan period) => provider.Arm(this, dueTime, period);

        public void Dispose() => provider.Disarm(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Invoke() => callback(state);
    }
}
