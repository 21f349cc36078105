namespace Durable.Testing;

/// <summary>All that is ready to run. The test runs it on its own thread, one item at a time, and may choose which.</summary>
/// <param name="choose">Picks one of so many items; the oldest by default.</param>
internal sealed class WorkQueue(Func<int, int>? choose = null)
{
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private readonly List<WorkLane> _lanes = [];
    private long _posted;
    private volatile bool _leaked;

    /// <summary>Items run so far.</summary>
    public long Ran { get; private set; }

    public bool IsEmpty => _lanes.TrueForAll(static lane => lane.Choices == 0);

    /// <param name="inOrder">Whether its items must run in the order they were posted, like turns, or in any, like the thread pool's.</param>
    public WorkLane AddLane(bool inOrder)
    {
        var lane = new WorkLane(this, inOrder);
        _lanes.Add(lane);
        return lane;
    }

    public void Remove(WorkLane lane) => _lanes.Remove(lane);

    /// <summary>Runs one item.</summary>
    /// <returns>False when nothing is ready.</returns>
    public bool RunOne()
    {
        if (_leaked)
        {
            throw new InvalidOperationException("Work was posted from another thread: something in the engine left the schedulers it was given.");
        }

        var choices = _lanes.Sum(static lane => lane.Choices);
        if (choices == 0)
        {
            return false;
        }

        var (lane, index) = choose is null ? (_lanes.MinBy(static lane => lane.Oldest)!, 0) : Locate(choose(choices));
        Ran++;
        lane.Run(index);
        return true;
    }

    /// <summary>The place of an item among all items ever posted.</summary>
    internal long NextPlace()
    {
        if (Environment.CurrentManagedThreadId != _thread)
        {
            _leaked = true;
        }

        return ++_posted;
    }

    private (WorkLane Lane, int Index) Locate(int choice)
    {
        foreach (var lane in _lanes)
        {
            if (choice < lane.Choices)
            {
                return (lane, choice);
            }

            choice -= lane.Choices;
        }

        throw new InvalidOperationException("The choice is not one of those offered.");
    }
}
