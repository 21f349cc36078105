using Durable.Core.Engine;
using Durable.Core.Engine.Invokes;
using Durable.Core.Engine.Lanes;
using Durable.Core.Functions;
using Durable.Core.Hosting;
using Durable.Storage;

namespace Durable.Testing;

/// <summary>One execution in the memory of one process that the test can kill.</summary>
internal sealed class EngineActivation : IExecutionHost
{
    private readonly IEngineOwner _owner;
    private readonly TimeProvider _clock;
    private readonly LaneScheduler _turns;
    private readonly LaneScheduler _steps;
    private readonly BranchTurns? _branches;
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Action _disarm = static () => { };

    public EngineActivation(
        WorkQueue work,
        TimeProvider clock,
        ExecutionServices services,
        DurableFunctionDefinition function,
        ExecutionHead head,
        EngineHost host,
        IEngineOwner owner)
    {
        _owner = owner;
        _clock = clock;
        _turns = new LaneScheduler(work.AddLane(inOrder: true), host.InlinesContinuations);
        _steps = new LaneScheduler(work.AddLane(inOrder: false), host.InlinesContinuations);
        LeaseDuration = host.LeaseDuration;
        _branches = host.BranchesHaveTurns ? new BranchTurns(work, host.InlinesContinuations) : null;
        Execution = new Execution(this, services, function, head);
    }

    public Execution Execution { get; }

    public ActivationState State { get; private set; }

    /// <summary>When it wants to be woken, once it was released.</summary>
    public WakeUp WakeUp { get; private set; }

    /// <summary>Why it gave itself up.</summary>
    public Exception? Fault { get; private set; }

    /// <summary>Completes when it has left memory, but not when its process dies.</summary>
    public Task Gone => _gone.Task;

    /// <summary>Whether it is suspended in memory.</summary>
    public bool IsSuspended { get; private set; }

    /// <summary>Turns run so far.</summary>
    public long Turns => _turns.Lane.Ran;

    public TaskScheduler TurnScheduler => _turns;

    public TaskScheduler StepScheduler => _steps;

    public TimeSpan? LeaseDuration { get; }

    /// <summary>Whether branches have turns of their own.</summary>
    public bool HasBranches => _branches is not null;

    /// <summary>The branches, where they have turns of their own.</summary>
    public BranchTurns Branches => _branches ?? throw new InvalidOperationException("This host's branches share the execution's turns.");

    /// <summary>Has <paramref name="turn"/> run in a turn.</summary>
    public Task PostAsync(Action<Execution> turn) => _turns.PostAsync(() => turn(Execution));

    /// <summary>Asks something in a turn.</summary>
    /// <returns>Completes with the answer.</returns>
    public Task<T> AskAsync<T>(Func<Execution, Task<T>> ask) =>
        Task.Factory.StartNew(() => ask(Execution), CancellationToken.None, TaskCreationOptions.DenyChildAttach, _turns).Unwrap();

    public ILaneStarter? Lanes => _branches;

    public ITurnTimer CreateTimer(Action tick)
    {
        var timer = new LaneTimer(_clock, _turns, tick);
        _disarm = timer.Dispose;
        return timer;
    }

    public void OnStepBegins(IStepContext step)
    {
    }

    public IExecutionPeers Peers => _owner.Peers;

    public void OnCommitted(ExecutionHead head)
    {
    }

    public void OnClosed(EndedExecution ended)
    {
        Leave(ActivationState.Closed);
        _owner.OnClosed(this, ended);
    }

    public void OnContinued(NextRun next, ExecutionHead head)
    {
        Leave(ActivationState.Continued);
        _owner.OnContinued(this, next, head);
    }

    public void OnReleased(WakeUp wakeUp)
    {
        WakeUp = wakeUp;
        Leave(ActivationState.Released);
        _owner.OnReleased(this);
    }

    public void OnFaulted(ExecutionHead head, Exception exception)
    {
        Fault = exception;
        Leave(ActivationState.Faulted);
        _owner.OnFaulted(this, head);
    }

    public void OnSuspendedChanged(bool isSuspended)
    {
        if (IsSuspended == isSuspended)
        {
            throw new InvalidOperationException($"The host was told twice that the execution is{(isSuspended ? "" : " not")} suspended.");
        }

        IsSuspended = isSuspended;
    }

    /// <summary>Ends the process: nothing of it runs any more.</summary>
    public void Crash()
    {
        State = State == ActivationState.Running ? ActivationState.Crashed : State;
        _turns.Lane.Close();
        _steps.Lane.Close();
        _branches?.Crash();
        _disarm();
    }

    private void Leave(ActivationState state)
    {
        if (State != ActivationState.Running)
        {
            throw new InvalidOperationException($"The host was told {state} after {State}.");
        }

        State = state;
        _gone.TrySetResult();
    }
}
