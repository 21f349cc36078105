namespace Durable.Core.Engine;

/// <summary>
/// The execution's time: whole milliseconds, never backwards, and one reading per turn, so that what is started together is due together.
/// </summary>
internal sealed class TurnClock(TimeProvider timeProvider, DateTimeOffset notBefore)
{
    private DateTimeOffset _last = notBefore;
    private bool _isRead;

    public DateTimeOffset Now
    {
        get
        {
            if (!_isRead)
            {
                _isRead = true;
                var now = DateTimeOffset.FromUnixTimeMilliseconds(timeProvider.GetUtcNow().ToUnixTimeMilliseconds());
                _last = now > _last ? now : _last;
            }

            return _last;
        }
    }

    /// <summary>The current turn belongs to that time; the next reading is taken from the clock.</summary>
    public void ContinueAt(DateTimeOffset time)
    {
        NotBefore(time);
        _isRead = true;
    }

    /// <summary>Time goes on from there: what was recorded earlier is not overtaken.</summary>
    public void NotBefore(DateTimeOffset time) => _last = time > _last ? time : _last;

    /// <summary>The next reading is taken from the clock.</summary>
    public void BeginTurn() => _isRead = false;
}
