namespace Durable.Storage.Writing;

/// <summary>Something a caller wants written, with the promise of its answer.</summary>
internal abstract class WriteRequest
{
    /// <summary>About how many bytes it writes.</summary>
    public abstract long Bytes { get; }

    /// <summary>Does it inside the open transaction. May be called again when that one was rolled back.</summary>
    public abstract void Execute(ExecutionTable table);

    /// <summary>Answers the caller: the transaction is committed.</summary>
    public abstract void Complete();

    /// <summary>Answers the caller: it failed.</summary>
    public abstract void Fail(CheckpointStoreException failure);
}

/// <summary>A request that is answered with a value.</summary>
/// <typeparam name="TAnswer">Type of the answer.</typeparam>
internal abstract class WriteRequest<TAnswer> : WriteRequest
{
    // The writer must not run callers' code.
    private readonly TaskCompletionSource<TAnswer> _promise = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TAnswer _answer = default!;

    private CancellationTokenRegistration _cancellation;

    public Task<TAnswer> Answer => _promise.Task;

    /// <summary>Ends the caller's waiting, not the request, when the token is cancelled. Called before the request is queued.</summary>
    public void GiveUpOn(CancellationToken cancellationToken) => _cancellation = cancellationToken.UnsafeRegister(
        static (request, token) => ((WriteRequest<TAnswer>)request!)._promise.TrySetCanceled(token), this);

    public sealed override void Execute(ExecutionTable table) => _answer = Write(table);

    public sealed override void Complete()
    {
        _cancellation.Unregister();
        _promise.TrySetResult(_answer);
    }

    public sealed override void Fail(CheckpointStoreException failure)
    {
        _cancellation.Unregister();
        _promise.TrySetException(failure);
    }

    protected abstract TAnswer Write(ExecutionTable table);
}
