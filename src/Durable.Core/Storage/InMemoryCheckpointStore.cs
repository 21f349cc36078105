namespace Durable.Storage;

/// <summary>Keeps everything in memory. For tests and measurements; nothing survives the process.</summary>
/// <param name="timeProvider">Decides when retention is over; the system clock by default.</param>
public sealed class InMemoryCheckpointStore(TimeProvider? timeProvider = null) : ICheckpointStore
{
    private readonly TimeProvider _timeProvider = timeProvider ?? TimeProvider.System;
    private readonly Lock _lock = new();
    private readonly Dictionary<ExecutionId, Entry> _executions = [];

    /// <inheritdoc/>
    public ValueTask<ExecutionHead?> CreateAsync(ExecutionHead head, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (Find(head.Id) is { } existing)
            {
                return new(existing.Head);
            }

            _executions[head.Id] = new Entry(head);
            return new((ExecutionHead?)null);
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> CommitAsync(Checkpoint checkpoint, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            var head = checkpoint.Head;
            if (Find(head.Id) is not { } entry || entry.Head.Version != head.Version - 1 || entry.Head.RunId != checkpoint.ExpectedRunId)
            {
                return new(false);
            }

            var before = entry.Head;
            if (checkpoint.EndedRunId is not null)
            {
                entry.Head = head;
                entry.Segments.Clear();
            }
            else
            {
                entry.Head = before.Status == ExecutionStatus.Running
                    ? head with { Input = before.Input }
                    : before with { Version = head.Version, CommitId = head.CommitId, WakeUp = head.WakeUp, ExpiresAt = head.ExpiresAt };
            }

            if (!checkpoint.Records.IsEmpty)
            {
                entry.Segments.Add(checkpoint.Records);
            }

            return new(true);
        }
    }

    /// <inheritdoc/>
    public ValueTask<StoredExecution?> LoadAsync(ExecutionId id, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            return new(Find(id) is { } entry ? new StoredExecution(entry.Head, [.. entry.Segments]) : null);
        }
    }

    /// <inheritdoc/>
    public ValueTask<ExecutionHead?> ReadHeadAsync(ExecutionId id, bool includeData, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            var head = Find(id)?.Head;
            return new(includeData || head is null ? head : WithoutData(head));
        }
    }

    /// <inheritdoc/>
    public ValueTask<HeadPage> ListAsync(ExecutionQuery query, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var after = query.Marker is null ? null : ListMarker.Parse(query.Marker);
        ExecutionHead[] matching;
        lock (_lock)
        {
            matching = [.. _executions.Values
                .Select(static entry => entry.Head)
                .Where(head => !IsExpired(head) && Matches(head, query) && (after is null || after.IsBefore(head, query.OldestFirst)))];
        }

        Array.Sort(matching, static (left, right) => ListMarker.Order(ListMarker.Of(left), ListMarker.Of(right)));
        if (!query.OldestFirst)
        {
            Array.Reverse(matching);
        }

        var page = matching.Take(query.PageSize).Select(WithoutData).ToArray();
        return new(new HeadPage(page, page.Length < matching.Length ? ListMarker.Of(page[^1]).ToString() : null));
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<DueExecution>> ReadDueAsync(DueQuery query, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            var found = _executions.Values
                .Where(entry => entry.Head.WakeUp is { } wakeUp
                    && (query.AndNext || wakeUp.At <= query.Until)
                    && (query.Kind is null || query.Kind == wakeUp.Kind)
                    && (query.Shard is null || query.Shard == WakeUpShards.Of(entry.Head.Id)))
                .OrderBy(static entry => entry.Head.WakeUp!.Value.At)
                .Select(static entry => new DueExecution(entry.Head.Id, entry.Head.WakeUp!.Value))
                .ToList();
            var due = found.Count(execution => execution.WakeUp.At <= query.Until);
            return new([.. found.Take(due < query.Limit ? due + 1 : query.Limit)]);
        }
    }

    /// <inheritdoc/>
    public ValueTask<int> DeleteExpiredAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            ExecutionId[] expired = [.. _executions.Values.Where(entry => entry.Head.ExpiresAt <= now).Take(limit).Select(static entry => entry.Head.Id)];
            foreach (var id in expired)
            {
                _executions.Remove(id);
            }

            return new(expired.Length);
        }
    }

    private static bool Matches(ExecutionHead head, ExecutionQuery query) =>
        head.IsLabelled(query)
        && (query.FunctionName is null || query.FunctionName == head.Id.FunctionName)
        && (query.Name is null || query.Name == head.Id.Name)
        && (query.Statuses.Count == 0 || query.Statuses.Contains(head.Status))
        && (query.StartedAfter is null || head.FirstStartedAt > query.StartedAfter)
        && (query.StartedBefore is null || head.FirstStartedAt < query.StartedBefore);

    private static ExecutionHead WithoutData(ExecutionHead head) => head with { Input = null, Result = null, Error = null };

    private Entry? Find(ExecutionId id) =>
        _executions.TryGetValue(id, out var entry) && !IsExpired(entry.Head) ? entry : null;

    private bool IsExpired(ExecutionHead head) => head.ExpiresAt is { } at && at <= _timeProvider.GetUtcNow();

    private sealed class Entry(ExecutionHead head)
    {
        public ExecutionHead Head { get; set; } = head;

        public List<ReadOnlyMemory<byte>> Segments { get; } = [];
    }
}
