namespace Durable.Storage.Tests.Sqlite;

/// <summary>Holds the next transaction of a store right before its commit.</summary>
internal sealed class HeldCommit : IDisposable
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ManualResetEventSlim _released = new();
    private Exception? _failure;
    private bool _used;

    public HeldCommit(SqliteCheckpointStore store) => store.Writer.Committing = Hold;

    /// <summary>Completes when the writer is held.</summary>
    public Task Reached => _reached.Task;

    /// <summary>Lets the writer go on, or has its commit fail.</summary>
    public void Release(Exception? failure = null)
    {
        _failure = failure;
        _released.Set();
    }

    public void Dispose() => _released.Set();

    private void Hold()
    {
        if (_used)
        {
            return;
        }

        _used = true;
        _reached.SetResult();
        _released.Wait();
        if (_failure is not null)
        {
            throw _failure;
        }
    }
}
