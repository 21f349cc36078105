using Durable.Core.Engine;
using Durable.Core.Engine.Invokes;
using Durable.Core.Engine.Lanes;
using Durable.Core.Functions;
using Durable.Core.Hosting;
using Durable.Storage;

namespace Durable.Embedded;

/// <summary>One execution in this process: its exclusive scheduler, and what it asks of the runtime.</summary>
internal sealed class Activation : IExecutionHost
{
    private readonly EmbeddedRuntime _runtime;
    private readonly TimeProvider _timeProvider;
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Execution _execution;
    private volatile bool _isSuspended;

    public Activation(
        EmbeddedRuntime runtime,
        ExecutionServices services,
        DurableFunctionDefinition function,
        ExecutionHead head,
        ActivationTable.Slot slot,
        TaskScheduler stepScheduler)
    {
        _runtime = runtime;
        _timeProvider = services.TimeProvider;
        Slot = slot;
        StepScheduler = stepScheduler;
        _execution = new Execution(this, services, function, head);
        Turns = new TurnProbe(turn => _ = PostAsync(_ => turn()));
        runtime.Watch.Begin();
    }

    public TaskScheduler TurnScheduler { get; } = new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler;

    public TaskScheduler StepScheduler { get; }

    // The store is locked to this process, so nobody else can take an execution over.
    public TimeSpan? LeaseDuration => null;

    /// <summary>Its place in the table.</summary>
    public ActivationTable.Slot Slot { get; }

    public ExecutionId Id => Slot.Id;

    /// <summary>Completes when the execution has left memory, for whatever reason.</summary>
    public Task Gone => _gone.Task;

    /// <summary>Whether its turns go on.</summary>
    public TurnProbe Turns { get; }

    /// <summary>Whether it waits for the clock or for something outside.</summary>
    public bool IsSuspended => _isSuspended;

    /// <summary>Whether it is gone because its run has ended for the next one to begin.</summary>
    public bool HasContinued { get; private set; }

    /// <summary>Runs <paramref name="turn"/> in a turn of the execution.</summary>
    public Task<TResult> PostAsync<TResult>(Func<Execution, TResult> turn) => TurnScheduler.PostAsync(() => turn(_execution));

    /// <summary>The same, as long as the caller waits.</summary>
    /// <exception cref="OperationCanceledException">The caller has given up; says so when the execution's turn is blocked.</exception>
    public async Task<TResult> PostAsync<TResult>(Func<Execution, TResult> turn, CancellationToken cancellationToken)
    {
        try
        {
            return await PostAsync(turn).WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (Turns.IsBlocked && cancellationToken.IsCancellationRequested)
        {
            throw BlockedTurns.GivenUp(Id, cancellationToken);
        }
    }

    /// <inheritdoc cref="PostAsync{TResult}(Func{Execution, TResult})"/>
    public Task PostAsync(Action<Execution> turn) => PostAsync(execution =>
    {
        turn(execution);
        return true;
    });

    public IExecutionPeers Peers => _runtime.Peers;

    // No hop, and all branches that are due together join the marker within one round of turns.
    public ILaneStarter? Lanes => null;

    public ITurnTimer CreateTimer(Action tick) => new TurnTimer(_timeProvider, TurnScheduler, tick);

    public void OnStepBegins(IStepContext step)
    {
    }

    public void OnClosed(EndedExecution ended)
    {
        LeaveGate();
        _runtime.OnClosed(this, ended);
        _gone.TrySetResult();
    }

    public void OnContinued(NextRun next, ExecutionHead head)
    {
        HasContinued = true;

        // The next run keeps the place of this one.
        _runtime.OnContinued(this, next, head);
        _gone.TrySetResult();
    }

    public void OnReleased(WakeUp wakeUp)
    {
        LeaveGate();
        _runtime.OnReleased(this, wakeUp);
        _gone.TrySetResult();
    }

    public void OnFaulted(ExecutionHead head, Exception exception)
    {
        LeaveGate();
        _runtime.OnFaulted(this, head, exception);
        _gone.TrySetResult();
    }

    public void OnSuspendedChanged(bool isSuspended)
    {
        _isSuspended = isSuspended;
        if (isSuspended)
        {
            _runtime.Gate.Exit();
        }
        else
        {
            _runtime.Gate.ForceEnter();
            _runtime.Watch.Begin();
        }
    }

    private void LeaveGate()
    {
        if (!_isSuspended)
        {
            _runtime.Gate.Exit();
        }
    }
}
