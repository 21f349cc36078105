namespace Durable.Core.Engine;

/// <summary>Due times of everything that waits for the clock.</summary>
internal sealed class TimerQueue
{
    private readonly PriorityQueue<ParkedOperation, (long DueAt, long Order)> _parked = new();
    private long _order;

    /// <summary>How many operations are parked.</summary>
    public int Count { get; private set; }

    /// <summary>The earliest due time; null when nothing is parked.</summary>
    public DateTimeOffset? NextDueAt()
    {
        // Cancelled operations stay in the queue until they come to its front.
        while (_parked.TryPeek(out var parked, out _))
        {
            if (!parked.IsOver)
            {
                return parked.DueAt;
            }

            _parked.Dequeue();
        }

        return null;
    }

    public void Add(ParkedOperation parked)
    {
        Count++;
        _parked.Enqueue(parked, (parked.DueAt!.Value.UtcTicks, _order++));
    }

    /// <summary>The operation was cancelled and has noticed it.</summary>
    public void Forget() => Count--;

    /// <summary>Wakes everything that is due, in order of due time and then of parking: however many they are, they share the next flush.</summary>
    /// <returns>Whether anything was woken.</returns>
    public bool WakeDue(DateTimeOffset now, CheckpointBatcher batcher)
    {
        var woken = 0;
        while (_parked.TryPeek(out var parked, out _) && parked.DueAt <= now)
        {
            _parked.Dequeue();
            if (parked.Wake())
            {
                batcher.Refresh(parked);
                woken++;
            }
        }

        Count -= woken;
        return woken > 0;
    }
}
