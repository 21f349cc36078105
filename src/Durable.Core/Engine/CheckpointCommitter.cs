using Durable.Core.Codecs;
using Durable.Storage;

namespace Durable.Core.Engine;

/// <summary>Carries one commit through transient failures and unknown outcomes to a certain answer.</summary>
internal sealed class CheckpointCommitter(ExecutionStore store, DurableEngineOptions options, TimeProvider timeProvider)
{
    /// <summary>Commits. While the store answers nothing at all, whatever the reason, it is waited for.</summary>
    /// <returns>False when the condition was lost.</returns>
    /// <exception cref="CheckpointStoreException">The store works and refuses this commit, whatever is repeated; or a codec does.</exception>
    public async Task<bool> CommitAsync(Checkpoint checkpoint, Action<Exception, int> onRetry, CancellationToken cancellationToken)
    {
        var isRefused = false;
        var encoded = store.Encode(checkpoint);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await store.CommitAsync(encoded, cancellationToken);
            }
            catch (CheckpointStoreException exception) when (exception.Failure == StoreFailure.Fatal && !isRefused)
            {
                onRetry(exception, attempt);
                isRefused = await IsReadableAsync(checkpoint.Head.Id, cancellationToken);
                if (isRefused)
                {
                    continue;
                }
            }
            catch (CheckpointStoreException exception) when (exception.Failure == StoreFailure.Transient)
            {
                onRetry(exception, attempt);
            }
            catch (Exception exception) when (IsUnknownOutcome(exception, cancellationToken))
            {
                onRetry(exception, attempt);
                if (await ResolveAsync(checkpoint, onRetry, cancellationToken) is { } committed)
                {
                    return committed;
                }
            }

            await Task.Delay(options.StoreRetryDelay(attempt), timeProvider, cancellationToken);
        }
    }

    /// <summary>Creates.</summary>
    /// <returns>Null when created; otherwise the head that is there.</returns>
    /// <exception cref="CheckpointStoreException">The store cannot help, whatever is repeated.</exception>
    public async Task<ExecutionHead?> CreateAsync(ExecutionHead head, Action<Exception, int> onRetry, CancellationToken cancellationToken)
    {
        var encoded = store.Encode(head);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                // After an unknown outcome the head that is there may be ours. The same run alone does not make it that: whoever starts an
                // invoked execution once more names the same one.
                return await store.CreateAsync(encoded, cancellationToken) is { } existing && existing.CommitId != head.CommitId ? existing : null;
            }
            catch (Exception exception) when (exception is CheckpointStoreException { Failure: StoreFailure.Transient } || IsUnknownOutcome(exception, cancellationToken))
            {
                onRetry(exception, attempt);
            }

            await Task.Delay(options.StoreRetryDelay(attempt), timeProvider, cancellationToken);
        }
    }

    // What the head says is certain: our commit id means it was applied; the version we expected means it was not, and may be repeated;
    // anything else means that somebody else wrote.
    private async Task<bool?> ResolveAsync(Checkpoint checkpoint, Action<Exception, int> onRetry, CancellationToken cancellationToken)
    {
        var written = checkpoint.Head;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var head = await store.ReadHeadAsync(written.Id, includeData: false, cancellationToken);
                return head is null ? false
                    : head.RunId == written.RunId && head.CommitId == written.CommitId ? true
                    : head.RunId == checkpoint.ExpectedRunId && head.Version == written.Version - 1 ? null
                    : false;
            }
            catch (Exception exception) when (exception is CheckpointStoreException { Failure: StoreFailure.Transient } || IsUnknownOutcome(exception, cancellationToken))
            {
                onRetry(exception, attempt);
            }

            await Task.Delay(options.StoreRetryDelay(attempt), timeProvider, cancellationToken);
        }
    }

    // Access that is denied, or a table that is gone, is no execution's fault and may come back.
    private async Task<bool> IsReadableAsync(ExecutionId id, CancellationToken cancellationToken)
    {
        try
        {
            await store.ReadHeadAsync(id, includeData: false, cancellationToken);
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
}
