namespace Durable.Testing;

/// <summary>Items of one kind in a <see cref="WorkQueue"/>.</summary>
internal sealed class WorkLane(WorkQueue queue, bool inOrder)
{
    private readonly Queue<(long Place, Action Run)> _items = new();
    private bool _isClosed;
    private bool _isDelayed;

    /// <summary>Items run so far.</summary>
    public long Ran { get; private set; }

    /// <summary>How many items there are to choose from.</summary>
    public int Choices => _isDelayed ? 0 : inOrder ? Math.Min(_items.Count, 1) : _items.Count;

    public bool IsEmpty => _items.Count == 0;

    /// <summary>Place of the oldest item.</summary>
    public long Oldest => _items.TryPeek(out var item) ? item.Place : long.MaxValue;

    /// <summary>Its place among the lanes that have something to run; negative when it has nothing. The queue's own.</summary>
    public int ReadyIndex { get; set; } = -1;

    public void Post(Action run)
    {
        var place = queue.NextPlace();
        if (!_isClosed)
        {
            _items.Enqueue((place, run));
            queue.OnChanged(this);
        }
    }

    public void Run(int index)
    {
        for (var i = 0; i < index; i++)
        {
            _items.Enqueue(_items.Dequeue());
        }

        Ran++;
        var run = _items.Dequeue().Run;
        queue.OnChanged(this);
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            run();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    /// <summary>Offers nothing before so many items of other lanes have run, or nothing else is ready.</summary>
    public void Delay(int items)
    {
        if (!_isDelayed)
        {
            _isDelayed = true;
            queue.Delay(this, items);
            queue.OnChanged(this);
        }
    }

    /// <summary>Offers what it has again. The queue's own.</summary>
    public void Resume()
    {
        _isDelayed = false;
        queue.OnChanged(this);
    }

    /// <summary>Drops all items, also those still to come, as the death of a process does.</summary>
    public void Close()
    {
        _isClosed = true;
        _items.Clear();
        queue.OnChanged(this);
    }
}
