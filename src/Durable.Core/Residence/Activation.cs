using Durable.Core.Engine;
using Durable.Core.Engine.Invokes;
using Durable.Core.Engine.Lanes;
using Durable.Core.Functions;
using Durable.Core.Hosting;
using Durable.Storage;

namespace Durable.Core.Residence;

/// <summary>One stay of an execution in the memory of a host: from its first turn until it has ended, continues as new, is released or given up.</summary>
internal sealed class Activation : IExecutionHost
{
    private readonly ResidentExecution _resident;
    private readonly IResidence _residence;
    private readonly TaskCompletionSource<ExecutionHead?> _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ILaneStarter? _lanes;
    private volatile bool _isSuspended;

    public Activation(ResidentExecution resident, IResidence residence, ExecutionServices services, DurableFunctionDefinition function, ExecutionHead head)
    {
        _resident = resident;
        _residence = residence;
        Execution = new Execution(this, services, function, head);
        Turns = new TurnProbe(turn => _ = PostAsync(_ => turn()));
    }

    public Execution Execution { get; }

    /// <summary>Completes when its first turn is over. A resumed execution is shown to nobody before that.</summary>
    public Task Begun { get; private set; } = Task.CompletedTask;

    /// <summary>Completes when it has left memory: with the execution's last head if it has ended, else with null.</summary>
    public Task<ExecutionHead?> Gone => _gone.Task;

    /// <summary>Whether it was given up.</summary>
    public bool IsFaulted { get; private set; }

    /// <summary>Whether it waits for the clock or for something outside.</summary>
    public bool IsSuspended => _isSuspended;

    /// <summary>Whether its turns go on.</summary>
    public TurnProbe Turns { get; }

    public TaskScheduler TurnScheduler => _residence.TurnScheduler;

    public TaskScheduler StepScheduler => _residence.StepScheduler;

    public TimeSpan? LeaseDuration => _residence.LeaseDuration;

    public IExecutionPeers Peers => _residence.Peers;

    // Most executions have no branches, and a starter may cost more than a step.
    public ILaneStarter? Lanes => _lanes ??= _residence.CreateLanes();

    /// <summary>Has <paramref name="turn"/> run in a turn, free of the caller's flow.</summary>
    public Task<TResult> PostAsync<TResult>(Func<Execution, TResult> turn) => TurnScheduler.PostAsync(() => turn(Execution));

    /// <inheritdoc cref="PostAsync{TResult}(Func{Execution, TResult})"/>
    public Task PostAsync(Action<Execution> turn) => TurnScheduler.PostAsync(() => turn(Execution));

    /// <summary>What the execution waits for; null where its turns do not go on, or it has left.</summary>
    public async Task<IReadOnlyList<WaitingFor>?> LookAsync()
    {
        var looking = PostAsync(static execution => execution.HasLeft ? null : execution.OpenWaits());
        return await Task.WhenAny(looking, Turns.WhenBlocked) == looking ? await looking : null;
    }

    /// <summary>Runs its first turn.</summary>
    public void Begin(Action<Execution> turn) => Begun = PostAsync(execution =>
    {
        try
        {
            turn(execution);
        }
        catch (Exception exception)
        {
            execution.Fault(exception);
        }
    });

    /// <summary>Lets running steps finish and records what they did; then it leaves.</summary>
    public void Drain() => _ = PostAsync(static execution => execution.Drain());

    /// <summary>Drains it; completes when it has left, or blocks its turn and so cannot leave. Not for use in its turns.</summary>
    public Task DrainAsync()
    {
        Drain();
        return Task.WhenAny(Gone, Turns.WhenBlocked);
    }

    public ITurnTimer CreateTimer(Action tick) => _residence.CreateTimer(tick);

    public void OnStepBegins(IStepContext step) => _residence.OnStepBegins(step);

    public void OnSuspendedChanged(bool isSuspended)
    {
        _isSuspended = isSuspended;
        _resident.OnSuspendedChanged(isSuspended);
    }

    public void OnCommitted(ExecutionHead head) => _resident.OnCommitted(head);

    public void OnClosed(EndedExecution ended)
    {
        _resident.OnClosed(this, ended);
        _gone.TrySetResult(ended.Head);
    }

    public void OnContinued(NextRun next, ExecutionHead head)
    {
        _resident.OnContinued(this, next, head);
        _gone.TrySetResult(null);
    }

    public void OnReleased(WakeUp wakeUp)
    {
        _resident.OnReleased(this, wakeUp);
        _gone.TrySetResult(null);
    }

    public void OnFaulted(ExecutionHead head, Exception exception)
    {
        IsFaulted = true;
        _resident.OnFaulted(this, head, exception);
        _gone.TrySetResult(null);
    }

    /// <summary>Gives it up without writing anything more.</summary>
    public void Abandon()
    {
        Execution.Abandon();
        _gone.TrySetResult(null);
    }
}
