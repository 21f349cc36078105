namespace Durable.Storage.PostgreSQL.Writing;

/// <summary>A change of one execution, with the promise of its answer.</summary>
/// <param name="head">The head that it writes.</param>
internal abstract class WriteRequest(ExecutionHead head)
{
    // The writer must not run callers' code.
    private readonly TaskCompletionSource<bool> _promise = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CancellationTokenRegistration _cancellation;

    public ExecutionHead Head { get; } = head;

    public ExecutionId Id => Head.Id;

    /// <summary>About how many bytes it writes.</summary>
    public abstract long Bytes { get; }

    /// <summary>Whether its condition held, and it is done.</summary>
    public Task<bool> Answer => _promise.Task;

    /// <summary>Rows that it has written or deleted.</summary>
    public int Rows { get; private set; }

    private bool IsDone { get; set; }

    /// <summary>Notes that its condition held; requests of a statement that are not named in its answer have lost theirs.</summary>
    /// <param name="rows">Rows that it has written or deleted.</param>
    public void Done(int rows) => (IsDone, Rows) = (true, rows);

    /// <summary>Notes that the statement was rolled back.</summary>
    public void Undo() => (IsDone, Rows) = (false, 0);

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
