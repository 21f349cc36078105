using Durable.Storage;

namespace Durable.Testing;

/// <summary>
/// A store at the far end of a wire: one item of work carries a request to it and another brings the answer back, so that anything
/// may happen in between. A test may also hold requests and do both by hand.
/// </summary>
/// <param name="inner">The store that does the work, at once.</param>
/// <param name="queue">Where the items go.</param>
internal sealed class QueuedStore(ICheckpointStore inner, WorkQueue queue) : ICheckpointStore
{
    private readonly List<QueuedRequest> _requests = [];
    private WorkLane _lane = queue.AddLane(inOrder: false);

    /// <summary>All requests ever made, in order.</summary>
    public IReadOnlyList<QueuedRequest> Requests => _requests;

    /// <summary>All commits ever asked for, in order.</summary>
    public IEnumerable<QueuedRequest> Commits => _requests.Where(static request => request.Kind == StoreRequestKind.Commit);

    /// <summary>Requests that have not been answered yet.</summary>
    public IEnumerable<QueuedRequest> InFlight => _requests.Where(static request => !request.IsAnswered);

    /// <summary>The newest commit, when it is held.</summary>
    public QueuedRequest HeldCommit => Commits.Last() is { IsAnswered: false } commit
        ? commit
        : throw new InvalidOperationException("No commit is held.");

    /// <summary>Leaves requests made from now on to the test.</summary>
    public bool Holds { get; set; }

    /// <summary>Lets what is under way reach the store.</summary>
    public void Flush()
    {
        foreach (var request in InFlight.Where(static request => !request.IsCarried).ToArray())
        {
            request.Carry();
        }
    }

    /// <summary>Cuts the wire: what is under way is neither carried nor answered.</summary>
    public void Cut()
    {
        _lane.Close();
        _lane = queue.AddLane(inOrder: false);
    }

    public ValueTask<ExecutionHead?> CreateAsync(ExecutionHead head, CancellationToken cancellationToken = default) =>
        SendAsync(StoreRequestKind.Create, null, () => inner.CreateAsync(head, CancellationToken.None));

    public ValueTask<bool> CommitAsync(Checkpoint checkpoint, CancellationToken cancellationToken = default) =>
        SendAsync(StoreRequestKind.Commit, checkpoint, () => inner.CommitAsync(checkpoint, CancellationToken.None));

    public ValueTask<StoredExecution?> LoadAsync(ExecutionId id, CancellationToken cancellationToken = default) =>
        SendAsync(StoreRequestKind.Load, null, () => inner.LoadAsync(id, CancellationToken.None));

    public ValueTask<ExecutionHead?> ReadHeadAsync(ExecutionId id, bool includeData, CancellationToken cancellationToken = default) =>
        SendAsync(StoreRequestKind.ReadHead, null, () => inner.ReadHeadAsync(id, includeData, CancellationToken.None));

    public ValueTask<HeadPage> ListAsync(ExecutionQuery query, CancellationToken cancellationToken = default) =>
        SendAsync(StoreRequestKind.List, null, () => inner.ListAsync(query, CancellationToken.None));

    public ValueTask<IReadOnlyList<DueExecution>> ReadDueAsync(DueQuery query, CancellationToken cancellationToken = default) =>
        SendAsync(StoreRequestKind.ReadDue, null, () => inner.ReadDueAsync(query, CancellationToken.None));

    public ValueTask<int> DeleteExpiredAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken = default) =>
        SendAsync(StoreRequestKind.DeleteExpired, null, () => inner.DeleteExpiredAsync(now, limit, CancellationToken.None));

    private ValueTask<T> SendAsync<T>(StoreRequestKind kind, Checkpoint? checkpoint, Func<ValueTask<T>> carry)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        ValueTask<T> outcome = default;
        var request = new QueuedRequest(
            kind,
            checkpoint,
            carry: () => outcome = carry().Preserve(),
            answer: () => Answer(answer, outcome));
        _requests.Add(request);
        if (!Holds)
        {
            var lane = _lane;
            lane.Post(() =>
            {
                request.Carry();
                lane.Post(request.Answer);
            });
        }

        return new ValueTask<T>(answer.Task);
    }

    private static void Answer<T>(TaskCompletionSource<T> answer, ValueTask<T> outcome)
    {
        try
        {
            answer.SetResult(outcome.IsCompleted
                ? outcome.Result
                : throw new InvalidOperationException("The inner store must answer at once."));
        }
        catch (Exception exception)
        {
            answer.SetException(exception);
        }
    }
}
