namespace Durable.Testing;

/// <summary>All that is ready to run. The test runs it on its own thread, one item at a time, and may choose which.</summary>
/// <param name="choose">Picks one of so many items; the oldest by default.</param>
internal sealed class WorkQueue(Func<int, int>? choose = null)
{
    private readonly int _thread = Environment.CurrentManagedThreadId;

    // Lanes with something to run, in an order that follows from what has run before.
    private readonly List<WorkLane> _ready = [];
    private readonly List<(WorkLane Lane, long UntilRan)> _delayed = [];
    private long _posted;
    private volatile bool _leaked;

    /// <summary>Items run so far.</summary>
    public long Ran { get; private set; }

    public bool IsEmpty => _ready.Count == 0 && _delayed.TrueForAll(static delayed => delayed.Lane.IsEmpty);

    /// <param name="inOrder">Whether its items must run in the order they were posted, like turns, or in any, like the thread pool's.</param>
    public WorkLane AddLane(bool inOrder) => new(this, inOrder);

    /// <summary>Runs one item.</summary>
    /// <returns>False when nothing is ready.</returns>
    public bool RunOne()
    {
        if (_leaked)
        {
            throw new InvalidOperationException("Work was posted from another thread: something in the engine left the schedulers it was given.");
        }

        if (IsEmpty)
        {
            return false;
        }

        ResumeDelayed();

        var (lane, index) = choose is null ? (_ready.MinBy(static lane => lane.Oldest)!, 0) : Locate(choose(_ready.Sum(static lane => lane.Choices)));
        Ran++;
        lane.Run(index);
        return true;
    }

    /// <summary>A lane is to offer nothing before so many items have run.</summary>
    internal void Delay(WorkLane lane, int items) => _delayed.Add((lane, Ran + items));

    /// <summary>The place of an item among all items ever posted.</summary>
    internal long NextPlace()
    {
        if (Environment.CurrentManagedThreadId != _thread)
        {
            _leaked = true;
        }

        return ++_posted;
    }

    /// <summary>A lane has more to run, or less.</summary>
    internal void OnChanged(WorkLane lane)
    {
        if (lane.Choices > 0 && lane.ReadyIndex < 0)
        {
            lane.ReadyIndex = _ready.Count;
            _ready.Add(lane);
        }
        else if (lane.Choices == 0 && lane.ReadyIndex >= 0)
        {
            var last = _ready[^1];
            _ready[lane.ReadyIndex] = last;
            last.ReadyIndex = lane.ReadyIndex;
            _ready.RemoveAt(_ready.Count - 1);
            lane.ReadyIndex = -1;
        }
    }

    private void ResumeDelayed()
    {
        for (var i = _delayed.Count - 1; i >= 0; i--)
        {
            if (_ready.Count == 0 || _delayed[i].UntilRan <= Ran)
            {
                var lane = _delayed[i].Lane;
                _delayed.RemoveAt(i);
                lane.Resume();
            }
        }
    }

    private (WorkLane Lane, int Index) Locate(int choice)
    {
        foreach (var lane in _ready)
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
