using Durable.Core.Diagnostics;
using Durable.Storage;
using Microsoft.Extensions.Logging;

namespace Durable.Core.Codecs;

/// <content>Writes, repeated until their outcome is certain.</content>
internal sealed partial class ExecutionStore
{
    /// <summary>Commits. While the store answers nothing at all, whatever the reason, it is waited for.</summary>
    /// <returns>False when the condition was lost.</returns>
    /// <exception cref="CheckpointStoreException">The store works and refuses this commit, whatever is repeated; or a codec does.</exception>
    public async Task<bool> CommitAsync(Checkpoint checkpoint, WritePurpose purpose, CancellationToken cancellationToken)
    {
        var isRefused = false;
        var isInDoubt = false;
        var encoded = _codec.Encode(checkpoint);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var isCommitted = await _inner.CommitAsync(encoded, cancellationToken);
                NoteWritten();

                // An earlier try whose outcome was not known may have landed since, and then it is ours that stands there.
                return isCommitted || (isInDoubt && await ResolveAsync(checkpoint, purpose, cancellationToken) == true);
            }
            catch (CheckpointStoreException exception) when (exception.Failure == StoreFailure.Fatal && !isRefused)
            {
                LogRetry(purpose, checkpoint.Head.Id, exception, attempt);
                isRefused = await IsReadableAsync(checkpoint.Head.Id, cancellationToken);
                if (isRefused)
                {
                    continue;
                }
            }
            catch (CheckpointStoreException exception) when (exception.Failure == StoreFailure.Transient)
            {
                LogRetry(purpose, checkpoint.Head.Id, exception, attempt);
            }
            catch (Exception exception) when (IsUnknownOutcome(exception, cancellationToken))
            {
                isInDoubt = true;
                LogRetry(purpose, checkpoint.Head.Id, exception, attempt);
                if (await ResolveAsync(checkpoint, purpose, cancellationToken) is { } committed)
                {
                    return committed;
                }
            }

            await Task.Delay(_options.StoreRetry.After(attempt), _timeProvider, cancellationToken);
        }
    }

    /// <summary>Creates an execution. While the store answers nothing at all, whatever the reason, it is waited for.</summary>
    /// <returns>Null when created; otherwise the head that is there.</returns>
    /// <exception cref="CheckpointStoreException">The store cannot help, whatever is repeated.</exception>
    public async Task<ExecutionHead?> CreateAsync(ExecutionHead head, CancellationToken cancellationToken = default)
    {
        var encoded = _codec.Encode(head);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                // After an unknown outcome the head that is there may be ours. The same run alone does not make it that: whoever starts an
                // invoked execution once more names the same one.
                var found = await _inner.CreateAsync(encoded, cancellationToken);
                NoteWritten();
                return found is { } existing && existing.CommitId != head.CommitId
                    ? _codec.DecodeFirstInput(_codec.Decode(existing))
                    : null;
            }
            catch (Exception exception) when (exception is CheckpointStoreException { Failure: StoreFailure.Transient } || IsUnknownOutcome(exception, cancellationToken))
            {
                LogRetry(WritePurpose.Start, head.Id, exception, attempt);
            }

            await Task.Delay(_options.StoreRetry.After(attempt), _timeProvider, cancellationToken);
        }
    }

    // What the head says is certain: our commit id means it was applied; the version we expected means it was not, and may be repeated;
    // anything else means that somebody else wrote.
    private async Task<bool?> ResolveAsync(Checkpoint checkpoint, WritePurpose purpose, CancellationToken cancellationToken)
    {
        var written = checkpoint.Head;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var head = await ReadHeadAsync(written.Id, includeData: false, cancellationToken);
                return head is null ? false
                    : head.RunId == written.RunId && head.CommitId == written.CommitId ? true
                    : head.RunId == checkpoint.ExpectedRunId && head.Version == written.Version - 1 ? null
                    : false;
            }
            catch (Exception exception) when (exception is CheckpointStoreException { Failure: StoreFailure.Transient } || IsUnknownOutcome(exception, cancellationToken))
            {
                LogRetry(purpose, written.Id, exception, attempt);
            }

            await Task.Delay(_options.StoreRetry.After(attempt), _timeProvider, cancellationToken);
        }
    }

    // Access that is denied, or a table that is gone, is no execution's fault and may come back.
    private async Task<bool> IsReadableAsync(ExecutionId id, CancellationToken cancellationToken)
    {
        try
        {
            await ReadHeadAsync(id, includeData: false, cancellationToken);
            return true;
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private static bool IsUnknownOutcome(Exception exception, CancellationToken cancellationToken) => exception switch
    {
        CheckpointStoreException known => known.Failure == StoreFailure.UnknownOutcome,
        OperationCanceledException => !cancellationToken.IsCancellationRequested,
        _ => true,
    };

    private void LogRetry(WritePurpose purpose, ExecutionId id, Exception exception, int attempt)
    {
        _hasFailed = true;
        switch (purpose)
        {
            case WritePurpose.Start:
                LogStartRetried(_logger, exception, id, attempt);
                break;
            case WritePurpose.Checkpoint:
                LogCheckpointRetried(_logger, exception, id, attempt);
                break;
            case WritePurpose.Parking:
                LogParkingRetried(_logger, exception, id, attempt);
                break;
            default:
                LogSettlementRetried(_logger, exception, id, attempt);
                break;
        }
    }

    [LoggerMessage(EventIds.CheckpointRetried, LogLevel.Warning, "Checkpoint of execution {ExecutionId} failed (attempt {Attempt}); retrying.")]
    private static partial void LogCheckpointRetried(ILogger logger, Exception exception, ExecutionId executionId, int attempt);

    [LoggerMessage(EventIds.ParkingRetried, LogLevel.Warning, "Parking update for execution {ExecutionId} failed (attempt {Attempt}); retrying.")]
    private static partial void LogParkingRetried(ILogger logger, Exception exception, ExecutionId executionId, int attempt);

    [LoggerMessage(EventIds.SettlementRetried, LogLevel.Warning, "The write that ends the settlement of execution {ExecutionId} failed (attempt {Attempt}); retrying.")]
    private static partial void LogSettlementRetried(ILogger logger, Exception exception, ExecutionId executionId, int attempt);

    [LoggerMessage(EventIds.StartRetried, LogLevel.Warning, "The start of execution {ExecutionId} failed (attempt {Attempt}); retrying.")]
    private static partial void LogStartRetried(ILogger logger, Exception exception, ExecutionId executionId, int attempt);
}
