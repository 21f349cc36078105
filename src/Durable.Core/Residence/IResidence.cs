using Durable.Core.Engine.Lanes;
using Durable.Core.Hosting;
using Durable.Storage;

namespace Durable.Core.Residence;

/// <summary>
/// What a host gives to one <see cref="ResidentExecution"/>. The methods are called in its turns; what they do takes no time, but for
/// <see cref="AdmitAsync"/>.
/// </summary>
internal interface IResidence
{
    /// <summary>Runs the turns of the execution and of its resident, one at a time and in order.</summary>
    TaskScheduler TurnScheduler { get; }

    /// <inheritdoc cref="IExecutionHost.StepScheduler"/>
    TaskScheduler StepScheduler { get; }

    /// <inheritdoc cref="IExecutionHost.LeaseDuration"/>
    TimeSpan? LeaseDuration { get; }

    /// <inheritdoc cref="IExecutionHost.Peers"/>
    IExecutionPeers Peers { get; }

    /// <summary>Whether the host is about to leave: nothing more is brought into its memory.</summary>
    bool IsClosing { get; }

    /// <summary>Cancelled when the host no longer waits for the store.</summary>
    CancellationToken Stopping { get; }

    /// <inheritdoc cref="IExecutionHost.CreateTimer"/>
    ITurnTimer CreateTimer(Action tick);

    /// <summary>Gives the branches of one activation turns of their own; null where they share the execution's.</summary>
    ILaneStarter? CreateLanes();

    /// <inheritdoc cref="IExecutionHost.OnStepBegins"/>
    void OnStepBegins(IStepContext step);

    /// <summary>Takes a place for an execution that is about to be created, if there is one.</summary>
    /// <exception cref="DurableOverloadedException">There is none, and no use in waiting for one.</exception>
    bool TryAdmit(ExecutionStart start);

    /// <summary>Waits for a place for an execution that does not exist.</summary>
    /// <exception cref="DurableOverloadedException">There was none; nothing was started.</exception>
    Task AdmitAsync(CancellationToken cancellationToken);

    /// <summary>Takes a place, whatever the limit: what has been started must go on.</summary>
    void AdmitAnyway();

    /// <summary>Gives a place back.</summary>
    void Leave();

    /// <summary>The resident must stay: an execution is in memory, or something is left to do for one.</summary>
    void Occupy();

    /// <summary>Nothing is left here; the resident may go.</summary>
    void Vacate();

    /// <summary>The execution has left memory and must be woken by then.</summary>
    void WakeNoLaterThan(DateTimeOffset time);

    /// <summary>
    /// Something failed that may pass. A host that is alone with its store calls <see cref="ResidentExecution.Retry"/>; where leases set
    /// the pace, the wake-up in the store brings the next try.
    /// </summary>
    /// <param name="failures">Failures in a row.</param>
    /// <param name="fault">Why; null when there was no error.</param>
    void RetryLater(int failures, Exception? fault);

    /// <summary>The execution has ended, durably: clients that wait for it are told.</summary>
    void Announce(ExecutionHead ended);
}
