using Durable.Storage;

namespace Durable.Silo.Demo.Storage;

/// <summary>Notes every request that concerns one execution, and passes all of them on.</summary>
internal sealed class CountingCheckpointStore(ICheckpointStore inner, StoreRequestLog log, TimeProvider timeProvider)
    : IMeteredCheckpointStore, IAsyncDisposable
{
    public bool IsExclusive => inner.IsExclusive;

    public StorageUsage TotalUsage => (inner as IMeteredCheckpointStore)?.TotalUsage ?? default;

    public StorageUsage UsageOf(string functionName) => (inner as IMeteredCheckpointStore)?.UsageOf(functionName) ?? default;

    public ValueTask<StorageUsage?> ReadUsageAsync(ExecutionId id, CancellationToken cancellationToken = default) =>
        inner is IMeteredCheckpointStore metered ? metered.ReadUsageAsync(id, cancellationToken) : new((StorageUsage?)null);

    public async ValueTask<ExecutionHead?> CreateAsync(ExecutionHead head, CancellationToken cancellationToken = default)
    {
        log.Count(head.Id);
        return await inner.CreateAsync(head, cancellationToken);
    }

    public async ValueTask<bool> CommitAsync(Checkpoint checkpoint, CancellationToken cancellationToken = default)
    {
        var beganAt = timeProvider.GetUtcNow();
        log.Count(checkpoint.Head.Id);
        var committed = await inner.CommitAsync(checkpoint, cancellationToken);
        log.Add(checkpoint.Head.Id, new StoreCommit(checkpoint.Head.Version, checkpoint.Head.Operations, beganAt, timeProvider.GetUtcNow()));
        return committed;
    }

    public ValueTask<StoredExecution?> LoadAsync(ExecutionId id, CancellationToken cancellationToken = default)
    {
        log.Count(id);
        return inner.LoadAsync(id, cancellationToken);
    }

    public ValueTask<ExecutionHead?> ReadHeadAsync(ExecutionId id, bool includeData, CancellationToken cancellationToken = default)
    {
        log.Count(id);
        return inner.ReadHeadAsync(id, includeData, cancellationToken);
    }

    public ValueTask<HeadPage> ListAsync(ExecutionQuery query, CancellationToken cancellationToken = default) =>
        inner.ListAsync(query, cancellationToken);

    public ValueTask<IReadOnlyList<DueExecution>> ReadDueAsync(DueQuery query, CancellationToken cancellationToken = default) =>
        inner.ReadDueAsync(query, cancellationToken);

    public ValueTask<int> DeleteExpiredAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken = default) =>
        inner.DeleteExpiredAsync(now, limit, cancellationToken);

    // The container knows the decorator alone.
    public async ValueTask DisposeAsync()
    {
        if (inner is IAsyncDisposable asynchronous)
        {
            await asynchronous.DisposeAsync();
        }
        else
        {
            (inner as IDisposable)?.Dispose();
        }
    }
}
