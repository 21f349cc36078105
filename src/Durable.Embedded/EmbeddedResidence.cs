using Durable.Core.Engine;
using Durable.Core.Engine.Lanes;
using Durable.Core.Hosting;
using Durable.Core.Residence;
using Durable.Storage;

namespace Durable.Embedded;

/// <summary>What this process gives an execution to live in. It is in the runtime's table while anybody uses it or anything is left to do there.</summary>
internal sealed class EmbeddedResidence : IResidence
{
    private readonly EmbeddedRuntime _runtime;
    private readonly ExecutionServices _services;
    private readonly EmbeddedHostOptions _options;
    private readonly UseCount _users = new();
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public EmbeddedResidence(EmbeddedRuntime runtime, ExecutionServices services, EmbeddedHostOptions options, ExecutionId id)
    {
        _runtime = runtime;
        _services = services;
        _options = options;
        Resident = new ResidentExecution(id, this, services);
    }

    public ResidentExecution Resident { get; }

    /// <summary>Completes when it has left the table.</summary>
    public Task Gone => _gone.Task;

    public TaskScheduler TurnScheduler { get; } = new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler;

    public TaskScheduler StepScheduler => _options.StepScheduler;

    // The store is locked to this process, so nobody else can take an execution over.
    public TimeSpan? LeaseDuration => null;

    public IExecutionPeers Peers => _runtime.Peers;

    public bool IsClosing => Stopping.IsCancellationRequested;

    public CancellationToken Stopping => _runtime.Stopping;

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

    public ITurnTimer CreateTimer(Action tick) => new TurnTimer(_services.TimeProvider, TurnScheduler, tick);

    // No hop, and all branches that are due together join the marker within one round of turns.
    public ILaneStarter? CreateLanes() => null;

    public void OnStepBegins(IStepContext step)
    {
    }

    public bool TryAdmit(ExecutionStart start)
    {
        if (_runtime.Gate.TryEnter())
        {
            _runtime.Watch.Begin();
            return true;
        }

        return _runtime.Gate.IsCrowded ? throw _runtime.Overloaded() : false;
    }

    public async Task AdmitAsync(CancellationToken cancellationToken)
    {
        await _runtime.EnterGateAsync(cancellationToken);
        _runtime.Watch.Begin();
    }

    public void AdmitAnyway()
    {
        _runtime.Gate.ForceEnter();
        _runtime.Watch.Begin();
    }

    public void Leave() => _runtime.Gate.Exit();

    public void Occupy() => _users.TryEnter();

    public void Vacate() => Exit();

    public void WakeNoLaterThan(DateTimeOffset time) => _runtime.WakeNoLaterThan(time);

    // Nobody else would.
    public void RetryLater(int failures, Exception? fault) => Resident.Retry(failures);

    public void Announce(ExecutionHead ended) => _runtime.Completions.Announce(ended);

    private void Exit()
    {
        if (_users.Exit())
        {
            _runtime.Remove(this);
            _gone.TrySetResult();
        }
    }
}
