namespace Durable.Storage;

/// <summary>
/// Where executions are kept: one head record each, which is the only commit point, and the log segments the head refers to.
/// </summary>
/// <remarks>
/// <para>
/// Every change of an execution is one conditional write on its head. A write that loses the condition changes nothing.
/// A completed call is durable: it survives the death of the process and, where the store says so, of the machine.
/// </para>
/// <para>
/// Failures are <see cref="CheckpointStoreException"/>; its kind says what is known about the write. Any other exception is taken
/// as an unknown outcome. Implementations are thread-safe; calls for different executions may share one physical write.
/// </para>
/// </remarks>
public interface ICheckpointStore
{
    /// <summary>
    /// Whether no other process can have the store open at the same time. What a lease in it says of an earlier process is then over, and a silo
    /// that starts takes its executions up at once. Default: false, as for every store that silos share.
    /// </summary>
    bool IsExclusive => false;

    /// <summary>Creates an execution if its id is free.</summary>
    /// <param name="head">The first head, of version 1, with the input.</param>
    /// <param name="cancellationToken">Gives up waiting; the outcome is then unknown.</param>
    /// <returns>Null when created; otherwise the existing head with its input, and nothing was changed.</returns>
    ValueTask<ExecutionHead?> CreateAsync(ExecutionHead head, CancellationToken cancellationToken = default);

    /// <summary>
    /// Appends a segment and replaces the head, if the head's version is still <c>checkpoint.Head.Version - 1</c> and its run still
    /// <see cref="Checkpoint.ExpectedRunId"/>. A commit that begins another run also takes all segments and the input of the run before away.
    /// </summary>
    /// <param name="checkpoint">The new head and the log records committed with it.</param>
    /// <param name="cancellationToken">Gives up waiting; the outcome is then unknown.</param>
    /// <remarks>How an execution has ended never changes: a head that replaces one that has ended changes its wake-up and expiry, and nothing else.</remarks>
    /// <returns>False when the condition was lost: somebody else wrote, or the execution is gone. Nothing was changed.</returns>
    ValueTask<bool> CommitAsync(Checkpoint checkpoint, CancellationToken cancellationToken = default);

    /// <summary>Reads the head and all committed segments, consistently with every completed commit.</summary>
    /// <param name="id">The execution.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>Null when there is no such execution.</returns>
    ValueTask<StoredExecution?> LoadAsync(ExecutionId id, CancellationToken cancellationToken = default);

    /// <summary>
    /// Reads a part of the log, consistently with every completed commit, so that a long log can be read without being in memory as a whole.
    /// Default: what <see cref="LoadAsync"/> reads, in one part however large, with the segments' numbers for places.
    /// </summary>
    /// <param name="query">The execution and the part.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>Null when there is no such execution.</returns>
    async ValueTask<LogPart?> ReadLogAsync(LogQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (await LoadAsync(query.Id, cancellationToken) is not { } stored)
        {
            return null;
        }

        var segments = stored.Segments
            .Select(static (records, index) => new LogSegment(index + 1, records))
            .Where(segment => segment.Place > query.After && segment.Place <= query.Through);
        return new LogPart(query.IncludeData ? stored.Head : stored.Head with { Input = null, Result = null, Error = null }, [.. segments], HasMore: false);
    }

    /// <summary>Reads the head alone, consistently with every completed commit.</summary>
    /// <param name="id">The execution.</param>
    /// <param name="includeData">Whether input, result and error are read too.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>Null when there is no such execution.</returns>
    ValueTask<ExecutionHead?> ReadHeadAsync(ExecutionId id, bool includeData, CancellationToken cancellationToken = default);

    /// <summary>One page of heads without data, by start time. May lag behind commits.</summary>
    /// <param name="query">Filters and paging.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <exception cref="ArgumentException">The marker is not one of this store's.</exception>
    ValueTask<HeadPage> ListAsync(ExecutionQuery query, CancellationToken cancellationToken = default);

    /// <summary>Executions of one shard whose wake-up is due, earliest first. May lag behind commits.</summary>
    /// <param name="query">Shard, time and kind.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    ValueTask<IReadOnlyList<DueExecution>> ReadDueAsync(DueQuery query, CancellationToken cancellationToken = default);

    /// <summary>Deletes closed executions whose retention is over. They are treated as absent from that moment on, deleted or not.</summary>
    /// <param name="now">The current time.</param>
    /// <param name="limit">Most executions to delete in this call.</param>
    /// <param name="cancellationToken">Cancels the deletion between executions.</param>
    /// <returns>How many were deleted; less than <paramref name="limit"/> means none is left.</returns>
    ValueTask<int> DeleteExpiredAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken = default);

    /// <summary>
    /// Finds out whether the store can be written, by writing something that changes nothing. Asked by health checks when nothing else has been
    /// written for a while. Default: does nothing, for stores whose service says by itself when it cannot be written.
    /// </summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="CheckpointStoreException">It cannot be written.</exception>
    ValueTask CheckWritesAsync(CancellationToken cancellationToken = default) => ValueTask.CompletedTask;
}
