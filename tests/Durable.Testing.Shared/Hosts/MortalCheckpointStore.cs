using Durable.Storage;

namespace Durable.Testing;

/// <summary>A store that answers until its user's process dies: no later request reaches it, and no answer comes any more.</summary>
/// <param name="inner">The store that lives on.</param>
internal sealed class MortalCheckpointStore(IMeteredCheckpointStore inner) : IMeteredCheckpointStore
{
    private volatile TaskCompletionSource _nextWrite = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isDead;
    private long _asked;
    private long _answered;

    /// <summary>Completes after the next write.</summary>
    public Task NextWrite => _nextWrite.Task;

    /// <summary>Requests so far.</summary>
    public long Asked => Interlocked.Read(ref _asked);

    /// <summary>Whether none is under way.</summary>
    public bool IsIdle => Interlocked.Read(ref _answered) == Asked;

    public StorageUsage TotalUsage => inner.TotalUsage;

    public StorageUsage UsageOf(string functionName) => inner.UsageOf(functionName);

    public ValueTask<StorageUsage?> ReadUsageAsync(ExecutionId id, CancellationToken cancellationToken = default) =>
        AskAsync(() => inner.ReadUsageAsync(id, cancellationToken), cancellationToken);

    public void End() => _isDead = true;

    public ValueTask<ExecutionHead?> CreateAsync(ExecutionHead head, CancellationToken cancellationToken = default) =>
        WriteAsync(() => inner.CreateAsync(head, cancellationToken), cancellationToken);

    public ValueTask<bool> CommitAsync(Checkpoint checkpoint, CancellationToken cancellationToken = default) =>
        WriteAsync(() => inner.CommitAsync(checkpoint, cancellationToken), cancellationToken);

    public ValueTask<StoredExecution?> LoadAsync(ExecutionId id, CancellationToken cancellationToken = default) =>
        AskAsync(() => inner.LoadAsync(id, cancellationToken), cancellationToken);

    public ValueTask<ExecutionHead?> ReadHeadAsync(ExecutionId id, bool includeData, CancellationToken cancellationToken = default) =>
        AskAsync(() => inner.ReadHeadAsync(id, includeData, cancellationToken), cancellationToken);

    public ValueTask<HeadPage> ListAsync(ExecutionQuery query, CancellationToken cancellationToken = default) =>
        AskAsync(() => inner.ListAsync(query, cancellationToken), cancellationToken);

    public ValueTask<IReadOnlyList<DueExecution>> ReadDueAsync(DueQuery query, CancellationToken cancellationToken = default) =>
        AskAsync(() => inner.ReadDueAsync(query, cancellationToken), cancellationToken);

    public ValueTask<int> DeleteExpiredAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken = default) =>
        AskAsync(() => inner.DeleteExpiredAsync(now, limit, cancellationToken), cancellationToken);

    private async ValueTask<TAnswer> WriteAsync<TAnswer>(Func<ValueTask<TAnswer>> request, CancellationToken cancellationToken)
    {
        var answer = await AskAsync(request, cancellationToken);
        var written = _nextWrite;
        _nextWrite = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        written.TrySetResult();
        return answer;
    }

    private async ValueTask<TAnswer> AskAsync<TAnswer>(Func<ValueTask<TAnswer>> request, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _asked);
        try
        {
            await NeverIfDeadAsync(cancellationToken);
            var answer = await request();
            await NeverIfDeadAsync(cancellationToken);
            return answer;
        }
        finally
        {
            Interlocked.Increment(ref _answered);
        }
    }

    private Task NeverIfDeadAsync(CancellationToken cancellationToken) =>
        _isDead ? new TaskCompletionSource().Task.WaitAsync(cancellationToken) : Task.CompletedTask;
}
