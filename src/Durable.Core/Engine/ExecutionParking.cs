using Durable.Core.Codecs;
using Durable.Core.Diagnostics;
using Durable.Core.Hosting;
using Durable.Core.Log;
using Durable.Core.Log.Records;
using Durable.Core.Serialization;
using Durable.Model;
using Durable.Storage;
using Microsoft.Extensions.Logging;

namespace Durable.Core.Engine;

/// <summary>
/// Parks executions that no repetition can help, with the reason for whoever can: they stand still, cost nothing, and nothing of them is
/// lost. Where the store itself is in trouble nothing can be parked, and whoever asked for it tries again later.
/// </summary>
internal sealed partial class ExecutionParking(
    ExecutionStore store, TimeProvider timeProvider, ILogger logger, HostLag lag, EngineMetrics? metrics = null)
{
    private const string ResumedByHand = "resumed-";

    // A function that is missing here may be there in another process of a cluster, or after the next deployment.
    private static readonly TimeSpan s_missingFunctionRetry = TimeSpan.FromMinutes(1);

    /// <summary>Whether the failure is of a kind that may park an execution.</summary>
    public static bool MayPark(Exception exception) =>
        exception is FunctionNotFoundException or InvocationsLostException or CheckpointStoreException { Failure: StoreFailure.Fatal } || Divergence.Is(exception);

    /// <summary>Whether a person has resumed the execution and nothing has been written of it since.</summary>
    public static bool IsResumedByHand(ExecutionHead head) => head.CommitId.StartsWith(ResumedByHand, StringComparison.Ordinal);

    /// <summary>Parks a running execution, as long as it stands where whoever asks for it saw it: a resume since then is not undone.</summary>
    /// <param name="seen">Its head, as it was when it could not go on.</param>
    /// <param name="reason">What is wrong with it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False when it was not parked: somebody has written since, or the store could not record it.</returns>
    public async Task<bool> TryParkAsync(ExecutionHead seen, Exception reason, CancellationToken cancellationToken)
    {
        try
        {
            if (await ReadRunningAsync(seen.Id, cancellationToken) is not { } head || head.Version != seen.Version)
            {
                return false;
            }

            var now = Now();
            var parked = head with
            {
                ParkedAt = head.ParkedAt ?? now,
                Error = ErrorObjects.WithoutFrames(ErrorObjects.From(reason)),
                WakeUp = reason is FunctionNotFoundException ? new WakeUp(now + s_missingFunctionRetry, WakeUpKind.Lease) : null,
            };
            if (await CommitAsync(parked, default, cancellationToken) is null)
            {
                return false;
            }

            lag.NoteParked(seen.Id);
            metrics?.Of(seen.Id.FunctionName, seen.TenantId).Parked(reason);
            LogParked(logger, Loggable.Of(reason), seen.Id, reason.Message);
            return true;
        }
        catch (CheckpointStoreException exception)
        {
            LogNotParked(logger, exception, seen.Id);
            return false;
        }
    }

    /// <summary>Lets a parked execution go on: due now, for whoever takes it up.</summary>
    /// <param name="id">The execution.</param>
    /// <param name="isByHand">Whether a person has resumed it, who has seen why it was parked.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Its head; null when it is not parked.</returns>
    public async Task<ExecutionHead?> UnparkAsync(ExecutionId id, bool isByHand, CancellationToken cancellationToken)
    {
        while (await ReadRunningAsync(id, cancellationToken) is { ParkedAt: not null } head)
        {
            var free = head with { ParkedAt = null, Error = null, WakeUp = new WakeUp(Now(), WakeUpKind.Lease) };
            if (await CommitAsync(free, default, cancellationToken, isByHand ? ResumedByHand : "") is { } committed)
            {
                lag.NoteFree(id);
                return committed;
            }
        }

        return null;
    }

    /// <summary>Ends a parked execution as STOPPED, without looking into its log. Whoever asked for it lets it be settled.</summary>
    /// <returns>Its head; null when it is not parked.</returns>
    public Task<ExecutionHead?> StopAsync(ExecutionId id, ErrorObject? error, CancellationToken cancellationToken) =>
        StopAsync(id, error, static head => head.ParkedAt is not null, cancellationToken);

    /// <summary>The same, of any execution that runs: an activation that has it in memory loses it at its next commit.</summary>
    /// <returns>Its head; null when it does not run.</returns>
    public Task<ExecutionHead?> StopRunningAsync(ExecutionId id, ErrorObject? error, CancellationToken cancellationToken) =>
        StopAsync(id, error, static _ => true, cancellationToken);

    private async Task<ExecutionHead?> StopAsync(ExecutionId id, ErrorObject? error, Func<ExecutionHead, bool> isMeant, CancellationToken cancellationToken)
    {
        while (await ReadRunningAsync(id, cancellationToken) is { } head && isMeant(head))
        {
            var now = Now();
            var writer = LogRecordWriter.ForThread();
            writer.Write(new ExecutionClosedRecord(ExecutionStatus.Stopped, now));
            var records = writer.Take();

            // Which executions it has invoked only its log knows, if that can be read.
            var stopped = HeadTransition.Ended(
                head, ExecutionStatus.Stopped, now, new WakeUp(now, WakeUpKind.Lease), result: null, ErrorObjects.Fit(error ?? new ErrorObject())) with
            {
                LogBytes = head.LogBytes + records.Length,
            };
            if (await CommitAsync(stopped, records, cancellationToken) is { } committed)
            {
                lag.NoteFree(id);
                metrics?.Of(id.FunctionName).Ended(ExecutionStatus.Stopped, now - head.FirstStartedAt);
                LogStopped(logger, id, ErrorTrace.Summarize(committed.Error));
                return committed;
            }
        }

        return null;
    }

    // Stores keep whole milliseconds.
    private DateTimeOffset Now() => DateTimeOffset.FromUnixTimeMilliseconds(timeProvider.GetUtcNow().ToUnixTimeMilliseconds());

    private async Task<ExecutionHead?> ReadRunningAsync(ExecutionId id, CancellationToken cancellationToken) =>
        await store.ReadHeadAsync(id, includeData: false, cancellationToken) is { Status: ExecutionStatus.Running } head ? head : null;

    private async Task<ExecutionHead?> CommitAsync(ExecutionHead head, ReadOnlyMemory<byte> records, CancellationToken cancellationToken, string mark = "")
    {
        var next = head with { Version = head.Version + 1, CommitId = $"{mark}{Guid.NewGuid():N}" };
        return await store.CommitAsync(new Checkpoint(next, records), WritePurpose.Parking, cancellationToken) ? next : null;
    }

    [LoggerMessage(EventIds.ExecutionParked, LogLevel.Error, "Execution {ExecutionId} is parked: {Reason} Fix the cause and resume it.")]
    private static partial void LogParked(ILogger logger, Exception exception, ExecutionId executionId, string reason);

    [LoggerMessage(EventIds.ExecutionNotParked, LogLevel.Error, "Execution {ExecutionId} cannot go on, and the store could not record that either.")]
    private static partial void LogNotParked(ILogger logger, Exception exception, ExecutionId executionId);

    [LoggerMessage(EventIds.ParkedExecutionStopped, LogLevel.Warning, "Execution {ExecutionId}, which was parked, ended STOPPED. {Error}")]
    private static partial void LogStopped(ILogger logger, ExecutionId executionId, string error);
}
