namespace Durable.Core.Engine;

/// <summary>
/// Runs what ends a turn, behind all that is already runnable, so that it sees the end of the turn; and knows whether anything is under way. Used
/// in the turns only.
/// </summary>
/// <param name="turns">Where turns run.</param>
/// <param name="endTurn">Ends a turn.</param>
internal sealed class TurnPump(TaskScheduler turns, Action endTurn)
{
    private long _activity;
    private long _activitySeen = -1;
    private int _busy;
    private bool _isStopped;

    /// <summary>Whether no leaf operation is under way.</summary>
    public bool IsIdle => _busy == 0;

    /// <summary>Whether a turn is about to be ended.</summary>
    public bool IsQueued { get; private set; }

    /// <summary>A leaf operation is under way.</summary>
    public void BeginActivity()
    {
        _busy++;
        Touch();
    }

    /// <summary>It has ended, or parked.</summary>
    public void EndActivity()
    {
        _busy--;
        Touch();
    }

    /// <summary>Something happened that the end of the turn must see.</summary>
    public void Touch()
    {
        _activity++;
        Queue();
    }

    /// <summary>Ends the turn once all has run that is runnable now.</summary>
    public void Queue()
    {
        if (!IsQueued && !_isStopped)
        {
            IsQueued = true;
            _ = turns.PostAsync(static pump => ((TurnPump)pump!).Run(), this);
        }
    }

    /// <summary>
    /// Before it is concluded that nothing can go on: continuations of user code that are still queued come first.
    /// </summary>
    /// <returns>False when nothing has happened since the last look; otherwise the end of the turn comes once more.</returns>
    public bool LookOnceMore()
    {
        if (_activity == _activitySeen)
        {
            return false;
        }

        _activitySeen = _activity;
        Queue();
        return true;
    }

    /// <summary>No turn is ended any more.</summary>
    public void Stop() => _isStopped = true;

    private void Run()
    {
        IsQueued = false;
        if (!_isStopped)
        {
            endTurn();
        }
    }
}
