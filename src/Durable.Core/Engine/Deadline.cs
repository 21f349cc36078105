namespace Durable.Core.Engine;

/// <summary>
/// Cancels a token when a time that has begun is up, however long it is: a timer of the system reaches 49 days, so a later end is armed again on the way.
/// </summary>
internal sealed class Deadline : IDisposable
{
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(1);

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _source = new();
    private readonly ITimer _timer;
    private TimeSpan _left;
    private bool _isDisposed;

    public Deadline(TimeSpan time, TimeProvider timeProvider)
    {
        _left = time;
        using (ExecutionContext.SuppressFlow())
        {
            _timer = timeProvider.CreateTimer(static deadline => ((Deadline)deadline!).Tick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    public CancellationToken Token => _source.Token;

    /// <summary>The time begins.</summary>
    public void Begin() => Arm();

    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
        }

        _timer.Dispose();
    }

    private void Arm()
    {
        lock (_lock)
        {
            if (!_isDisposed)
            {
                var next = _left < s_longest ? _left : s_longest;
                _left -= next;

                // The system's timers count whole milliseconds; rounding down would tick too early.
                _timer.Change(TimeSpan.FromMilliseconds(Math.Ceiling(next.TotalMilliseconds)), Timeout.InfiniteTimeSpan);
            }
        }
    }

    private void Tick()
    {
        if (_left > TimeSpan.Zero)
        {
            Arm();
            return;
        }

        try
        {
            _source.Cancel();
        }
        catch (AggregateException)
        {
            // Thrown by what user code had registered on its token. The time is up all the same, and a timer has nobody to throw it to.
        }
    }
}
