using Durable.Core.Engine;
using Durable.Core.Engine.Invokes;
using Durable.Core.Engine.Lanes;
using Durable.Core.Functions;
using Durable.Core.Hosting;
using Durable.Storage;

namespace Durable.Grains;

/// <summary>What an execution asks of the grain that holds it.</summary>
internal sealed class GrainExecutionHost : IExecutionHost
{
    private readonly ExecutionGrain _grain;
    private readonly TimeProvider _timeProvider;
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public GrainExecutionHost(
        ExecutionGrain grain,
        GrainPeers peers,
        ILaneStarter lanes,
        ExecutionServices services,
        DurableFunctionDefinition function,
        ExecutionHead head,
        DurableGrainsOptions options)
    {
        _grain = grain;
        Peers = peers;
        Lanes = lanes;
        _timeProvider = services.TimeProvider;
        LeaseDuration = options.LeaseDuration;
        StepScheduler = options.StepScheduler;
        TurnScheduler = TaskScheduler.Current;
        Execution = new Execution(this, services, function, head);
        Turns = new TurnProbe(turn => _ = PostAsync(_ => turn()));
    }

    public Execution Execution { get; }

    // The activation's own scheduler: what runs there is interleaved with the grain's calls, one turn at a time.
    public TaskScheduler TurnScheduler { get; }

    public TaskScheduler StepScheduler { get; }

    public TimeSpan? LeaseDuration { get; }

    public IExecutionPeers Peers { get; }

    public ILaneStarter? Lanes { get; }

    /// <summary>Whether it waits for the clock or for something outside.</summary>
    public bool IsSuspended { get; private set; }

    /// <summary>Whether its turns go on.</summary>
    public TurnProbe Turns { get; }

    /// <summary>Completes when the execution has left this activation.</summary>
    public Task Gone => _gone.Task;

    /// <summary>Runs <paramref name="turn"/> as a background task of the grain, free of the caller's request context and trace.</summary>
    public Task PostAsync(Action<Execution> turn) => TurnScheduler.PostAsync(() => turn(Execution));

    /// <summary>
    /// Lets running steps finish and records what they did; completes when the execution has left, or blocks its turn and so cannot leave.
    /// </summary>
    public Task DrainAsync()
    {
        _ = PostAsync(static execution => execution.Drain());
        return Task.WhenAny(Gone, Turns.WhenBlocked);
    }

    public ITurnTimer CreateTimer(Action tick) => new GrainTurnTimer(_grain, _timeProvider, tick);

    // Calls that the body makes carry it, so that a grain can tell a repetition without an argument for it.
    public void OnStepBegins(IStepContext step) => RequestContext.Set(StepRequestContext.AttemptIdKey, step.AttemptId);

    public void OnClosed(EndedExecution ended)
    {
        _gone.TrySetResult();
        _grain.OnClosed(ended);
    }

    public void OnContinued(NextRun next, ExecutionHead head)
    {
        _gone.TrySetResult();
        _grain.OnContinued(next, head);
    }

    public void OnReleased(WakeUp wakeUp)
    {
        _gone.TrySetResult();
        _grain.OnReleased(wakeUp);
    }

    public void OnFaulted(ExecutionHead head, Exception exception)
    {
        _gone.TrySetResult();
        _grain.OnFaulted(head, exception);
    }

    public void OnSuspendedChanged(bool isSuspended)
    {
        IsSuspended = isSuspended;
        _grain.OnSuspendedChanged(isSuspended);
    }
}
