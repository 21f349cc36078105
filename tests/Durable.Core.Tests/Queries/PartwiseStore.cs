using Durable.Storage;

namespace Durable.Core.Tests.Queries;

/// <summary>A store that reads parts of logs, and counts what it has read of them.</summary>
internal sealed class PartwiseStore(ICheckpointStore inner) : ICheckpointStore
{
    public long BytesRead { get; set; }

    public int Loads { get; private set; }

    /// <summary>Called before each part is read.</summary>
    public Func<Task> Reading { get; set; } = static () => Task.CompletedTask;

    public async ValueTask<LogPart?> ReadLogAsync(LogQuery query, CancellationToken cancellationToken = default)
    {
        await Reading();
        if (await inner.ReadLogAsync(query, cancellationToken) is not { } all)
        {
            return null;
        }

        List<LogSegment> segments = [];
        var bytes = 0L;
        foreach (var segment in all.Segments.TakeWhile(_ => bytes < query.MaxBytes))
        {
            segments.Add(segment);
            bytes += segment.Records.Length;
        }

        BytesRead += bytes;
        return all with { Segments = segments, HasMore = segments.Count < all.Segments.Count };
    }

    public ValueTask<StoredExecution?> LoadAsync(ExecutionId id, CancellationToken cancellationToken = default)
    {
        Loads++;
        return inner.LoadAsync(id, cancellationToken);
    }

    public ValueTask<ExecutionHead?> CreateAsync(ExecutionHead head, CancellationToken cancellationToken = default) => inner.CreateAsync(head, cancellationToken);

    public ValueTask<bool> CommitAsync(Checkpoint checkpoint, CancellationToken cancellationToken = default) => inner.CommitAsync(checkpoint, cancellationToken);

    public ValueTask<ExecutionHead?> ReadHeadAsync(ExecutionId id, bool includeData, CancellationToken cancellationToken = default) =>
        inner.ReadHeadAsync(id, includeData, cancellationToken);

    public ValueTask<HeadPage> ListAsync(ExecutionQuery query, CancellationToken cancellationToken = default) => inner.ListAsync(query, cancellationToken);

    public ValueTask<IReadOnlyList<DueExecution>> ReadDueAsync(DueQuery query, CancellationToken cancellationToken = default) => inner.ReadDueAsync(query, cancellationToken);

    public ValueTask<int> DeleteExpiredAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken = default) =>
        inner.DeleteExpiredAsync(now, limit, cancellationToken);
}
