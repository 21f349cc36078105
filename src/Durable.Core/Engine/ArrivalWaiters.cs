namespace Durable.Core.Engine;

/// <summary>Everything that waits for an operation that ends by what arrives from outside, by that operation.</summary>
internal sealed class ArrivalWaiters
{
    // Few executions wait for anything from outside.
    private Dictionary<string, List<ParkedOperation>>? _parked;

    /// <summary>How many wait.</summary>
    public int Count { get; private set; }

    public void Add(string operationId, ParkedOperation parked)
    {
        Count++;
        _parked ??= [];
        if (!_parked.TryGetValue(operationId, out var waiters))
        {
            _parked.Add(operationId, waiters = []);
        }

        waiters.RemoveAll(static waiter => waiter.IsOver);
        waiters.Add(parked);
    }

    /// <summary>One of them was cancelled and has noticed it.</summary>
    public void Forget() => Count--;

    /// <summary>The operation has ended.</summary>
    public void Wake(string operationId)
    {
        if (_parked is not null && _parked.Remove(operationId, out var waiters))
        {
            Count -= waiters.Count(static waiter => waiter.Wake());
        }
    }
}
