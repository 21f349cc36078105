using Durable.Core.Engine;
using Durable.Core.Engine.Lanes;
using Durable.Core.Hosting;
using Durable.Core.Residence;
using Durable.Storage;
using Durable.Testing;

namespace Durable.Simulation.Worlds;

/// <summary>What a node gives an execution to live in: lanes of its own, and timers that die with the node.</summary>
internal sealed class NodeResidence : IResidence
{
    private readonly Node _node;
    private readonly World _world;
    private readonly LaneScheduler _turns;
    private readonly LaneScheduler _steps;
    private readonly UseCount _users = new();
    private readonly List<ITurnTimer> _timers = [];
    private readonly List<BranchTurns> _branches = [];

    public NodeResidence(Node node, World world, ResidentFactory residents, ExecutionId id)
    {
        _node = node;
        _world = world;
        var inlines = world.Scenario.Host.InlinesContinuations;
        _turns = new LaneScheduler(world.Work.AddLane(inOrder: true), inlines);
        _steps = new LaneScheduler(world.Work.AddLane(inOrder: false), inlines);
        Resident = residents.Create(id, this);
    }

    public ResidentExecution Resident { get; }

    /// <summary>Turns run so far.</summary>
    public long Turns => _turns.Lane.Ran;

    /// <summary>The branches of what is in memory; null when it has none.</summary>
    public BranchTurns? Branches => Resident.Current is not null && _branches.Count > 0 ? _branches[^1] : null;

    public TaskScheduler TurnScheduler => _turns;

    public TaskScheduler StepScheduler => _steps;

    public TimeSpan? LeaseDuration => _world.Scenario.Host.LeaseDuration;

    public IExecutionPeers Peers => _node;

    public bool IsClosing => _node.IsClosing;

    public CancellationToken Stopping => CancellationToken.None;

    /// <summary>Begins to use the resident.</summary>
    /// <returns>False when it is gone.</returns>
    public bool TryEnter() => _users.TryEnter();

    /// <summary>Ends to use the resident.</summary>
    public void Exit()
    {
        if (_users.Exit())
        {
            _node.Remove(this);
        }
    }

    /// <summary>Asks the resident something in one of its turns.</summary>
    public Task<T> PostAsync<T>(Func<ResidentExecution, Task<T>> ask) =>
        Task.Factory.StartNew(() => ask(Resident), CancellationToken.None, TaskCreationOptions.DenyChildAttach, _turns).Unwrap();

    /// <summary>Gives up what is in memory, as if it could not be trusted any longer.</summary>
    public void GiveUp(Exception reason) => _ = Resident.Current?.PostAsync(execution => execution.Fault(reason));

    /// <summary>Ends the process: nothing of it runs any more.</summary>
    public void Crash()
    {
        _turns.Lane.Close();
        _steps.Lane.Close();
        _branches.ForEach(static branches => branches.Crash());
        _timers.ForEach(static timer => timer.Dispose());
    }

    public ITurnTimer CreateTimer(Action tick)
    {
        var timer = new LaneTimer(_node.Clock, _turns, tick);
        _timers.Add(timer);
        return timer;
    }

    public ILaneStarter? CreateLanes()
    {
        if (!_world.Scenario.Host.BranchesHaveTurns)
        {
            return null;
        }

        var branches = new BranchTurns(_world.Work, _world.Scenario.Host.InlinesContinuations);
        _branches.Add(branches);
        return branches;
    }

    public void OnStepBegins(IStepContext step)
    {
    }

    public bool TryAdmit(ExecutionStart start)
    {
        if (_node.IsFull)
        {
            return false;
        }

        _node.Awake++;
        return true;
    }

    public Task AdmitAsync(CancellationToken cancellationToken) => Task.FromException(new DurableOverloadedException("Every place is taken."));

    public void AdmitAnyway() => _node.Awake++;

    public void Leave() => _node.Awake--;

    public void Occupy() => _world.Verdict.Require(_users.TryEnter(), $"Something of {Resident.Id} is left in a residence that is gone.");

    public void Vacate() => Exit();

    public void WakeNoLaterThan(DateTimeOffset time)
    {
        foreach (var node in _world.Nodes)
        {
            node.WakeNoLaterThan(time);
        }
    }

    public void RetryLater(int failures, Exception? fault)
    {
        var id = Resident.Id;
        _world.Verdict.Require(
            fault is null or StaleActivationException or CheckpointStoreException or TimeoutException or InvocationsLostException,
            $"{id} could not go on for a reason of its own: {fault}");
        if (LeaseDuration is null)
        {
            Resident.Retry(failures);
        }
        else if (fault is StaleActivationException)
        {
            // Another activation was ahead. Anything else may last, and the lease sets the pace.
            _node.Post(() => _world.Cluster.AskAsync(id, node => node.WakeAsync(id)));
        }
    }

    public void Announce(ExecutionHead ended)
    {
        var entry = _world.Ledger.Find(ended.Id)!;
        entry.Require(entry.HasEnded && entry.Head.EndedAt == ended.EndedAt, "an end was announced that is not in the store");
    }
}
