using Durable.Core.Engine;
using Durable.Core.Engine.Lanes;
using Durable.Core.Hosting;
using Durable.Core.Residence;
using Durable.Grains.Contracts;
using Durable.Storage;

namespace Durable.Grains.Executions;

/// <summary>What a grain gives its execution to live in: the grain's own turns, for as long as anything is left to do there.</summary>
internal sealed class GrainResidence : IResidence
{
    private readonly ExecutionGrain _grain;
    private readonly GrainEnvironment _environment;
    private readonly SiloExecutions _silo;

    public GrainResidence(ExecutionGrain grain, ExecutionId id, GrainEnvironment environment)
    {
        _grain = grain;
        _environment = environment;
        _silo = environment.Silo;
        Resident = environment.Residents.Create(id, this);
    }

    public ResidentExecution Resident { get; }

    // The activation's own scheduler: what runs there is interleaved with the grain's calls, one turn at a time.
    public TaskScheduler TurnScheduler { get; } = TaskScheduler.Current;

    public TaskScheduler StepScheduler => _environment.Options.StepScheduler;

    public TimeSpan? LeaseDuration => _environment.Options.LeaseDuration;

    public IExecutionPeers Peers => _environment.Peers;

    public bool IsClosing => _silo.IsDraining;

    public CancellationToken Stopping => CancellationToken.None;

    public ITurnTimer CreateTimer(Action tick) => new GrainTurnTimer(_grain, _environment.Services.TimeProvider, tick);

    public ILaneStarter? CreateLanes() => _environment.Lanes;

    // Calls that the body makes carry it, so that a grain can tell a repetition without an argument for it.
    public void OnStepBegins(IStepContext step) => RequestContext.Set(StepRequestContext.AttemptIdKey, step.AttemptId);

    // An invoke is in its parent's log already.
    public bool TryAdmit(ExecutionStart start)
    {
        if (start.IsInvoke)
        {
            _silo.Enter();
            return true;
        }

        return _silo.TryEnter();
    }

    // Nothing waits here: another silo may have room.
    public Task AdmitAsync(CancellationToken cancellationToken) => Task.FromException(_silo.Overloaded());

    public void AdmitAnyway() => _silo.Enter();

    public void Leave() => _silo.Leave();

    // Background tasks do not keep a grain in memory.
    public void Occupy()
    {
        _grain.Stay();
        _silo.Add(this);
    }

    public void Vacate()
    {
        _silo.Remove(this);
        _grain.StayNoLonger(forCallers: Resident.Ended is not null);
    }

    public void WakeNoLaterThan(DateTimeOffset time) =>
        _environment.Grains.GetGrain<IWakeUpGrain>(WakeUpShards.Of(Resident.Id)).WakeNoLaterThanAsync(time).Ignore();

    // Where another activation was ahead, the directory knows which of both goes on. Anything else may last: the lease sets the pace.
    public void RetryLater(int failures, Exception? fault)
    {
        if (fault is StaleActivationException)
        {
            _grain.DeactivateOnIdle();
            _environment.Grains.GetGrain<IExecutionGrain>(Resident.Id.ToString()).WakeAsync().Ignore();
        }
    }

    // Callers of this grain wait for its resident.
    public void Announce(ExecutionHead ended)
    {
    }
}
