namespace Durable.Core.Engine;

/// <summary>Finds out whether one scheduler's turns go on: a turn that is asked for now and then, and that a blocked one keeps from running.</summary>
/// <param name="post">Has something run in a turn.</param>
internal sealed class TurnProbe(Action<Action> post)
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _blocked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _askedAt;
    private bool _isAsked;

    /// <summary>Whether a turn has not ended for too long.</summary>
    public bool IsBlocked => WhenBlocked.IsCompleted;

    /// <summary>Completes when a turn has not ended for too long.</summary>
    public Task WhenBlocked
    {
        get
        {
            lock (_lock)
            {
                return _blocked.Task;
            }
        }
    }

    /// <summary>Asks for a turn, or looks whether the one that was asked for has come.</summary>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="longest">How long a turn may take.</param>
    /// <returns>True once for each turn that takes longer.</returns>
    public bool Look(TimeProvider timeProvider, TimeSpan longest)
    {
        lock (_lock)
        {
            if (_isAsked)
            {
                return timeProvider.GetElapsedTime(_askedAt) >= longest && _blocked.TrySetResult();
            }

            _isAsked = true;
            _askedAt = timeProvider.GetTimestamp();
        }

        post(Answer);
        return false;
    }

    private void Answer()
    {
        lock (_lock)
        {
            _isAsked = false;
            if (_blocked.Task.IsCompleted)
            {
                _blocked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }
}
