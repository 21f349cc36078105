namespace Durable.Core.Engine.Callbacks;

/// <summary>Everything that waits for a callback, by the callback's operation.</summary>
internal sealed class CallbackWaiters
{
    private readonly Dictionary<string, List<ParkedOperation>> _parked = [];

    /// <summary>How many wait.</summary>
    public int Count { get; private set; }

    public void Add(string operationId, ParkedOperation parked)
    {
        Count++;
        if (!_parked.TryGetValue(operationId, out var waiters))
        {
            _parked.Add(operationId, waiters = []);
        }

        waiters.RemoveAll(static waiter => waiter.IsOver);
        waiters.Add(parked);
    }

    /// <summary>One of them was cancelled and has noticed it.</summary>
    public void Forget() => Count--;

    /// <summary>The callback has ended.</summary>
    public void Wake(string operationId)
    {
        if (_parked.Remove(operationId, out var waiters))
        {
            Count -= waiters.Count(static waiter => waiter.Wake());
        }
    }
}
