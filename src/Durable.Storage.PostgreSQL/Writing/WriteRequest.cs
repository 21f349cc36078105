namespace Durable.Storage.PostgreSQL.Writing;

/// <summary>A change of one execution, with the promise of its answer.</summary>
internal abstract class WriteRequest(ExecutionId id)
{
    // The writer must not run callers' code.
    private readonly TaskCompletionSource<bool> _promise = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CancellationTokenRegistration _cancellation;

    public ExecutionId Id { get; } = id;

    /// <summary>About how many bytes it writes.</summary>
    public abstract long Bytes { get; }

    /// <summary>Whether its condition held, and it is done.</summary>
    public Task<bool> Answer => _promise.Task;

    /// <summary>What the database says of its condition; unanswered requests of a statement that was committed have lost theirs.</summary>
    public bool IsDone { get; set; }

    /// <summary>Ends the caller's waiting, not the request, when the token is cancelled. Called before the request is queued.</summary>
    public void GiveUpOn(CancellationToken cancellationToken) => _cancellation = cancellationToken.UnsafeRegister(
        static (request, token) => ((WriteRequest)request!)._promise.TrySetCanceled(token), this);

    /// <summary>Answers the caller: the transaction is committed.</summary>
    public void Complete()
    {
        _cancellation.Unregister();
        _promise.TrySetResult(IsDone);
    }

    /// <summary>Answers the caller: it failed.</summary>
    public void Fail(CheckpointStoreException failure)
    {
        _cancellation.Unregister();
        _promise.TrySetException(failure);
    }
}
