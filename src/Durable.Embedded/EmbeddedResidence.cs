using Durable.Core.Engine;
using Durable.Core.Engine.Lanes;
using Durable.Core.Hosting;
using Durable.Core.Residence;
using Durable.Storage;

namespace Durable.Embedded;

/// <summary>What this process gives an execution to live in. It is in the host's table while anybody uses it or anything is left to do there.</summary>
internal sealed class EmbeddedResidence : IResidence
{
    private readonly EmbeddedExecutions _executions;
    private readonly TimeProvider _timeProvider;
    private readonly UseCount _users = new();
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public EmbeddedResidence(
        EmbeddedExecutions executions, ResidentFactory residents, TimeProvider timeProvider, TaskScheduler stepScheduler, ExecutionId id)
    {
        _executions = executions;
        _timeProvider = timeProvider;
        StepScheduler = stepScheduler;
        Resident = residents.Create(id, this);
    }

    public ResidentExecution Resident { get; }

    /// <summary>Completes when it has left the table.</summary>
    public Task Gone => _gone.Task;

    public TaskScheduler TurnScheduler { get; } = new TurnQueue();

    public TaskScheduler StepScheduler { get; }

    // The store is locked to this process, so nobody else can take an execution over.
    public TimeSpan? LeaseDuration => null;

    public IExecutionPeers Peers => _executions.Peers;

    public bool IsClosing => Stopping.IsCancellationRequested;

    public CancellationToken Stopping => _executions.Stopping;

    /// <summary>Begins to use it.</summary>
    /// <returns>False when it has left the table.</returns>
    public bool TryEnter() => _users.TryEnter();

    /// <summary>Asks the resident something in one of its turns, then ends to use it.</summary>
    public async Task<T> AskAndExitAsync<T>(Func<ResidentExecution, Task<T>> ask)
    {
        try
        {
            return await TurnScheduler.PostAsync(() => ask(Resident)).Unwrap();
        }
        finally
        {
            Exit();
        }
    }

    /// <summary>Completes when everything has left, or blocks its turn and so cannot leave.</summary>
    public Task DrainAsync()
    {
        if (Resident.Current is not { } activation)
        {
            // What comes into memory meanwhile drains by itself.
            return Gone;
        }

        activation.Drain();
        return Task.WhenAny(Gone, activation.Turns.WhenBlocked);
    }

    public ITurnTimer CreateTimer(Action tick) => new TurnTimer(_timeProvider, TurnScheduler, tick);

    // No hop, and all branches that are due together join the marker within one round of turns.
    public ILaneStarter? CreateLanes() => null;

    public void OnStepBegins(IStepContext step)
    {
    }

    public bool TryAdmit(ExecutionStart start)
    {
        if (_executions.Gate.TryEnter())
        {
            _executions.Watch.Begin();
            return true;
        }

        return _executions.Gate.IsCrowded ? throw _executions.Overloaded() : false;
    }

    public async Task AdmitAsync(CancellationToken cancellationToken)
    {
        await _executions.EnterGateAsync(cancellationToken);
        _executions.Watch.Begin();
    }

    public void AdmitAnyway()
    {
        _executions.Gate.ForceEnter();
        _executions.Watch.Begin();
    }

    public void Leave() => _executions.Gate.Exit();

    public void Occupy() => _users.TryEnter();

    public void Vacate() => Exit();

    public void WakeNoLaterThan(DateTimeOffset time) => _executions.WakeNoLaterThan(time);

    // Nobody else would.
    public void RetryLater(int failures, Exception? fault) => Resident.Retry(failures);

    public void Announce(ExecutionHead ended) => _executions.Completions.Announce(ended);

    private void Exit()
    {
        if (_users.Exit())
        {
            _executions.Remove(this);
            _gone.TrySetResult();
        }
    }
}
