namespace Durable.Core.Engine;

/// <summary>Everything that waits for an operation that ends by what arrives from outside, by that operation.</summary>
internal sealed class ArrivalWaiters
{
    // Few executions wait for anything from outside.
    private Dictionary<string, List<ParkedOperation>>? _parked;

    /// <summary>How many wait.</summary>
    public int Count { get; private set; }

    public void Add(ParkedOperation parked)
    {
        Count++;
        _parked ??= [];
        if (!_parked.TryGetValue(parked.OperationId, out var waiters))
        {
            _parked.Add(parked.OperationId, waiters = []);
        }

        waiters.RemoveAll(static waiter => waiter.IsOver);
        waiters.Add(parked);
    }

    /// <summary>One of them was cancelled and has noticed it.</summary>
    public void Forget() => Count--;

    /// <summary>What one waits for has arrived.</summary>
    /// <returns>False when nobody waited for it any more.</returns>
    public static bool Wake(ParkedOperation waiter)
    {
        var woken = waiter.Wake();
        if (woken)
        {
            waiter.GoOn();
        }

        return woken;
    }

    /// <summary>The operation has ended.</summary>
    public void Wake(string operationId)
    {
        if (_parked is not null && _parked.Remove(operationId, out var waiters))
        {
            Count -= waiters.Count(Wake);
        }
    }
}
