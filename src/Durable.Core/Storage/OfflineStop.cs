using Durable.Core.Codecs;
using Durable.Core.Engine;
using Durable.Core.Hosting;
using Durable.Model;
using Microsoft.Extensions.Logging.Abstractions;

namespace Durable.Storage;

/// <summary>
/// Stops an execution in the store while no host runs it: nothing of it is run, and its log is not even read. For one whose code keeps its
/// host from coming up.
/// </summary>
public static class OfflineStop
{
    /// <summary>Ends an execution as STOPPED, by one conditional write.</summary>
    /// <remarks>
    /// Those whom its end concerns, an execution that waits for it and executions that it has invoked, are told by the next host that runs on the store.
    /// A host that has the execution in memory, on a store that processes share, loses it at its next commit.
    /// </remarks>
    /// <param name="store">The store.</param>
    /// <param name="executionId">The execution.</param>
    /// <param name="error">Why; stored as it is, by no codec. Default: without a reason.</param>
    /// <param name="timeProvider">The clock. Default: the system's.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What became of it.</returns>
    /// <exception cref="ExecutionNotFoundException">There is no such execution.</exception>
    /// <exception cref="CheckpointStoreException">The store cannot be read or written.</exception>
    public static async Task<OfflineStopOutcome> StopAsync(
        ICheckpointStore store, ExecutionId executionId, ErrorObject? error = null, TimeProvider? timeProvider = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        var clock = timeProvider ?? TimeProvider.System;
        var executions = new ExecutionStore(store, PayloadCodecs.None, timeProvider: clock);
        var parking = new ExecutionParking(executions, clock, NullLogger.Instance, new HostLag(clock));
        var before = await executions.ReadHeadAsync(executionId, includeData: false, cancellationToken) ?? throw new ExecutionNotFoundException(executionId);
        if (await parking.StopRunningAsync(executionId, error, cancellationToken) is { } stopped)
        {
            return new OfflineStopOutcome(true, ExecutionStatus.Stopped, stopped.EndedAt!.Value, before.ParkedAt is not null);
        }

        var ended = await executions.ReadHeadAsync(executionId, includeData: false, cancellationToken) ?? throw new ExecutionNotFoundException(executionId);
        return new OfflineStopOutcome(false, ended.Status, ended.EndedAt!.Value, false);
    }
}
