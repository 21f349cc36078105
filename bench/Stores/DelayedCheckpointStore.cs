using System.Diagnostics;
using Durable.Storage;

namespace Durable.Bench.Stores;

/// <summary>Makes each write take longer, as if the store were further away. Reads are not delayed.</summary>
internal sealed class DelayedCheckpointStore(ICheckpointStore inner, TimeSpan delay, StoreMeter meter) : ICheckpointStore
{
    public async ValueTask<ExecutionHead?> CreateAsync(ExecutionHead head, CancellationToken cancellationToken = default)
    {
        await DelayAsync();
        return await inner.CreateAsync(head, cancellationToken);
    }

    public async ValueTask<bool> CommitAsync(Checkpoint checkpoint, CancellationToken cancellationToken = default)
    {
        await DelayAsync();
        return await inner.CommitAsync(checkpoint, cancellationToken);
    }

    public ValueTask<StoredExecution?> LoadAsync(ExecutionId id, CancellationToken cancellationToken = default) =>
        inner.LoadAsync(id, cancellationToken);

    public ValueTask<ExecutionHead?> ReadHeadAsync(ExecutionId id, bool includeData, CancellationToken cancellationToken = default) =>
        inner.ReadHeadAsync(id, includeData, cancellationToken);

    public ValueTask<HeadPage> ListAsync(ExecutionQuery query, CancellationToken cancellationToken = default) =>
        inner.ListAsync(query, cancellationToken);

    public ValueTask<IReadOnlyList<DueExecution>> ReadDueAsync(DueQuery query, CancellationToken cancellationToken = default) =>
        inner.ReadDueAsync(query, cancellationToken);

    public async ValueTask<int> DeleteExpiredAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken = default)
    {
        await DelayAsync();
        return await inner.DeleteExpiredAsync(now, limit, cancellationToken);
    }

    // Measured up to where the caller's code goes on, so that what is taken off as the store's share is what the engine really waited.
    private async Task DelayAsync()
    {
        var begunAt = Stopwatch.GetTimestamp();
        await meter.Timer.DelayAsync(delay);
        meter.AddDelay(Stopwatch.GetTimestamp() - begunAt);
    }
}
