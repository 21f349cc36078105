using Durable.Core.Hosting;

namespace Durable.Core.Engine;

/// <summary>
/// The execution's time: whole milliseconds, never backwards, and one reading per turn, so that what is started together is due together.
/// </summary>
/// <remarks>
/// Where the host's clock is behind what was recorded, because it has gone back or other hosts are ahead, the execution's time goes on from there
/// as time passes. So nothing is due later by the difference, and nothing earlier.
/// </remarks>
internal sealed class TurnClock(TimeProvider timeProvider, DateTimeOffset notBefore)
{
    private DateTimeOffset _last = notBefore;
    private long _lastAt = timeProvider.GetTimestamp();
    private bool _isRead;
    private bool _isAhead;

    public DateTimeOffset Now
    {
        get
        {
            if (!_isRead)
            {
                _isRead = true;
                Read();
            }

            return _last;
        }
    }

    /// <summary>How far the execution's time is ahead of the host's clock; zero where that is less than a second.</summary>
    public TimeSpan Ahead => _isAhead && Look().Time - Wall() is var ahead && ahead >= ClockWatch.LeastJump ? ahead : TimeSpan.Zero;

    /// <summary>What the next reading would show. To look is none.</summary>
    public DateTimeOffset Peek() => Look().Time;

    /// <summary>The host's clock has gone back: time goes on from the last reading, if that was before.</summary>
    /// <param name="since">A timestamp at which it had not.</param>
    public void GoOn(long since)
    {
        if (_lastAt <= since)
        {
            NotBefore(_last + Passed());
        }
    }

    /// <summary>The current turn belongs to that time; the next reading is taken from the clock.</summary>
    public void ContinueAt(DateTimeOffset time)
    {
        NotBefore(time);
        _isRead = true;
    }

    /// <summary>Time goes on from there: what was recorded earlier is not overtaken.</summary>
    public void NotBefore(DateTimeOffset time)
    {
        if (time > _last)
        {
            (_last, _lastAt) = (time, timeProvider.GetTimestamp());
            _isAhead = _last - Wall() >= ClockWatch.LeastJump;
        }
    }

    /// <summary>The next reading is taken from the clock.</summary>
    public void BeginTurn() => _isRead = false;

    private void Read()
    {
        (_last, _lastAt) = Look();
        _isAhead = _last - Wall() >= ClockWatch.LeastJump;
    }

    private DateTimeOffset Wall() => DateTimeOffset.FromUnixTimeMilliseconds(timeProvider.GetUtcNow().ToUnixTimeMilliseconds());

    private (DateTimeOffset Time, long At) Look()
    {
        var wall = Wall();
        var at = timeProvider.GetTimestamp();
        if (wall > _last)
        {
            return (wall, at);
        }

        if (_last - wall < ClockWatch.LeastJump)
        {
            // The host's clock will be there soon, and to count time instead would add up its errors.
            return (_last, at);
        }

        // What is left of a millisecond counts with the next.
        var passed = Passed();
        return (_last + passed, _lastAt + (long)(passed.TotalSeconds * timeProvider.TimestampFrequency));
    }

    private TimeSpan Passed() => TimeSpan.FromMilliseconds(Math.Floor(timeProvider.GetElapsedTime(_lastAt).TotalMilliseconds));
}
