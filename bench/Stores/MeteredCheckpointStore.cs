using System.Diagnostics;
using Durable.Storage;

namespace Durable.Bench.Stores;

/// <summary>Counts every call.</summary>
internal sealed class MeteredCheckpointStore(ICheckpointStore inner, StoreMeter meter) : ICheckpointStore
{
    public async ValueTask<ExecutionHead?> CreateAsync(ExecutionHead head, CancellationToken cancellationToken = default)
    {
        var begunAt = meter.Begin();
        try
        {
            return await inner.CreateAsync(head, cancellationToken);
        }
        finally
        {
            meter.EndWrite(begunAt);
        }
    }

    public async ValueTask<bool> CommitAsync(Checkpoint checkpoint, CancellationToken cancellationToken = default)
    {
        var begunAt = meter.Begin();
        try
        {
            return await inner.CommitAsync(checkpoint, cancellationToken);
        }
        finally
        {
            meter.EndWrite(begunAt);
        }
    }

    public async ValueTask<StoredExecution?> LoadAsync(ExecutionId id, CancellationToken cancellationToken = default)
    {
        meter.Begin();
        var begunAt = Stopwatch.GetTimestamp();
        try
        {
            return await inner.LoadAsync(id, cancellationToken);
        }
        finally
        {
            meter.EndLoad(Stopwatch.GetElapsedTime(begunAt));
        }
    }

    public ValueTask<ExecutionHead?> ReadHeadAsync(ExecutionId id, bool includeData, CancellationToken cancellationToken = default) =>
        MeterAsync(inner.ReadHeadAsync(id, includeData, cancellationToken));

    public ValueTask<HeadPage> ListAsync(ExecutionQuery query, CancellationToken cancellationToken = default) =>
        MeterAsync(inner.ListAsync(query, cancellationToken));

    public ValueTask<IReadOnlyList<DueExecution>> ReadDueAsync(DueQuery query, CancellationToken cancellationToken = default) =>
        MeterAsync(inner.ReadDueAsync(query, cancellationToken));

    public ValueTask<int> DeleteExpiredAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken = default) =>
        MeterAsync(inner.DeleteExpiredAsync(now, limit, cancellationToken));

    private async ValueTask<T> MeterAsync<T>(ValueTask<T> request)
    {
        meter.Begin();
        try
        {
            return await request;
        }
        finally
        {
            meter.End();
        }
    }
}
