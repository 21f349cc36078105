using System.Collections.Concurrent;
using Durable.Model;

namespace Durable.Core.Engine.Lanes;

/// <summary>The execution's side of its lanes. Used in the execution's turns only, but for <see cref="Post"/>.</summary>
/// <param name="execution">The execution.</param>
/// <param name="starter">Gives branches their turns.</param>
internal sealed class ExecutionLanes(Execution execution, ILaneStarter starter)
{
    // After so many the execution's other turns get theirs.
    private const int MessagesATurn = 128;

    private readonly ConcurrentQueue<LaneMessage> _told = new();
    private readonly HashSet<ExecutionLane> _open = [];
    private readonly HashSet<ExecutionLane> _woken = [];
    private readonly List<LaneRun> _closed = [];
    private readonly Dictionary<string, ExecutionLane> _awaiting = [];
    private readonly Queue<ExecutionLane> _opened = new();
    private readonly Queue<(int LastLane, Action HandOver)> _ended = new();
    private List<ExecutionLane> _starting = [];
    private DateTimeOffset _echoesDueAt;
    private int _echoes;
    private DateTimeOffset _beginningsDueAt;
    private int _beginning;
    private int _lastLane;
    private int _isTaking;

    /// <summary>
    /// Until when the execution waits for lanes that went on to say what came of it: each does at the end of its turn. Null when all have.
    /// </summary>
    public DateTimeOffset? EchoesDueAt => _echoes > 0 ? _echoesDueAt : null;

    /// <summary>
    /// Until when a refresh waits for lanes that were opened to say something: what they are about to wait for may be due, too. Null when all have.
    /// </summary>
    public DateTimeOffset? BeginningsDueAt => _beginning > 0 ? _beginningsDueAt : null;

    /// <summary>Branches that have turns and have not ended.</summary>
    public IEnumerable<LaneRun> Running => _open.Select(static lane => lane.Run).Where(static run => run.HasBegun);

    /// <summary>Has the execution take what a lane tells it, in order. Called in the lane's turns: lanes that tell at once share a turn.</summary>
    public void Post(LaneMessage message)
    {
        _told.Enqueue(message);
        PostTake();
    }

    /// <summary>Runs a branch in a lane of its own.</summary>
    /// <param name="channel">The channel by which the execution knows the lane.</param>
    /// <param name="body">The branch.</param>
    public Task<T> RunBranchAsync<T>(LocalChannel channel, Func<IExecutionChannel, Task<T>> body)
    {
        var run = new LaneRun<T>(channel.BranchId!, body, channel.CancellationToken);
        Open(channel, run, parent: null);
        return run.Outcome;
    }

    /// <summary>Opens a lane. It counts as busy until it says otherwise.</summary>
    /// <param name="channel">The channel by which the execution knows the lane.</param>
    /// <param name="run">The branch.</param>
    /// <param name="parent">The lane that opens it; null for the execution's own.</param>
    public void Open(LocalChannel channel, LaneRun run, ExecutionLane? parent)
    {
        var lane = new ExecutionLane(this, execution, channel, run, parent);
        run.Open(execution.StartOf(lane, ++_lastLane));
        _open.Add(lane);
        _opened.Enqueue(lane);
        _beginning++;
        _beginningsDueAt = execution.Now + execution.MaxWaveDelay;
        execution.BeginActivity();
        _starting.Add(lane);
        if (_starting.Count == 1)
        {
            // In a turn of the execution's, and not of the function's lane, to which what is awaited there would come back.
            _ = execution.TurnScheduler.PostAsync(StartOpened);
        }
    }

    /// <summary>A lane goes on after a refresh: what is recorded of it shares its write with that of the others that go on.</summary>
    public void ExpectEcho(ExecutionLane lane)
    {
        _echoesDueAt = execution.Now + execution.MaxWaveDelay;
        if (!lane.OwesEcho)
        {
            lane.OwesEcho = true;
            _echoes++;
        }
    }

    /// <summary>
    /// A branch has ended: whoever opened it is told once every branch that was open by now has begun. A batch that the first of its branches decides does
    /// not end with others that never ran.
    /// </summary>
    public void HandOver(Action handOver)
    {
        _ended.Enqueue((_lastLane, handOver));
        HandOverEnded();
    }

    /// <summary>A lane has said something.</summary>
    public void TakeEcho(ExecutionLane lane)
    {
        if (lane.IsBeginning)
        {
            lane.IsBeginning = false;
            _beginning--;
            execution.Touch();
            HandOverEnded();
        }

        if (lane.OwesEcho)
        {
            lane.OwesEcho = false;
            _echoes--;
            execution.Touch();
        }
    }

    /// <summary>An operation has ended by something from outside. A lane that waits for it is told its place with the next reply.</summary>
    public void NoteOutcome(Operation operation)
    {
        if (_awaiting.Remove(operation.Id, out var lane))
        {
            lane.NoteOutcome(operation);
        }
    }

    /// <summary>The lane is to be told where the outcome of the operation has its place.</summary>
    public void Await(string operationId, ExecutionLane lane) => _awaiting[operationId] = lane;

    /// <summary>Nobody is to be told any more.</summary>
    public void ForgetAwaited(string operationId) => _awaiting.Remove(operationId);

    /// <summary>Something has arrived for operations of the lane; it is told so by <see cref="SendWakes"/>.</summary>
    public void AddWoken(ExecutionLane lane) => _woken.Add(lane);

    /// <summary>Tells the lanes for which of their operations something has arrived.</summary>
    public void SendWakes()
    {
        foreach (var lane in _woken)
        {
            lane.SendWakes();
        }

        _woken.Clear();
    }

    /// <summary>The execution takes part in the lane no longer.</summary>
    public void Close(ExecutionLane lane)
    {
        _open.Remove(lane);
        _woken.Remove(lane);
        lane.Close();
        _closed.Add(lane.Run);
        TakeEcho(lane);
    }

    /// <summary>Lets lanes that are closed have their turns end: that is work which those that go on at the same time need not wait for.</summary>
    public void ReleaseClosed()
    {
        foreach (var run in _closed)
        {
            run.Release();
        }

        _closed.Clear();
    }

    /// <summary>The execution takes part no longer.</summary>
    public void Dissolve()
    {
        foreach (var lane in _open)
        {
            lane.Run.Leave();
            lane.Run.Release();
        }

        ReleaseClosed();
        _open.Clear();
        _opened.Clear();
        _ended.Clear();
        _woken.Clear();
        _awaiting.Clear();
    }

    private void HandOverEnded()
    {
        while (_opened.TryPeek(out var first) && !first.IsBeginning)
        {
            _opened.Dequeue();
        }

        while (_ended.TryPeek(out var ended) && (_opened.Count == 0 || _opened.Peek().Number > ended.LastLane))
        {
            _ended.Dequeue();
            ended.HandOver();
        }
    }

    private void PostTake()
    {
        if (Interlocked.Exchange(ref _isTaking, 1) == 0)
        {
            _ = execution.TurnScheduler.PostAsync(static lanes => ((ExecutionLanes)lanes!).TakeTold(), this);
        }
    }

    private void TakeTold()
    {
        for (var taken = 0; taken < MessagesATurn && _told.TryDequeue(out var message); taken++)
        {
            message.Lane.Take(message);
        }

        // In this order: what is told from now on is taken by another turn.
        Interlocked.Exchange(ref _isTaking, 0);
        if (!_told.IsEmpty)
        {
            PostTake();
        }
    }

    private void StartOpened()
    {
        var starting = _starting;
        _starting = [];
        foreach (var lane in starting)
        {
            _ = StartAsync(lane);
        }
    }

    private async Task StartAsync(ExecutionLane lane)
    {
        try
        {
            if (!execution.HasLeft)
            {
                await starter.StartAsync(lane.Run);
            }
        }
        catch (Exception exception)
        {
            lane.FailToStart(exception);
        }
    }
}
