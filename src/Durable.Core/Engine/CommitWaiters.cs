namespace Durable.Core.Engine;

/// <summary>Promises by record number. Waiters of the same record share one.</summary>
internal sealed class CommitWaiters
{
    private readonly PriorityQueue<TaskCompletionSource, long> _promises = new();
    private TaskCompletionSource? _newest;
    private long _newestSequence;

    public Task AddAsync(long sequence)
    {
        if (_newest is null || _newestSequence != sequence)
        {
            _newest = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _newestSequence = sequence;
            _promises.Enqueue(_newest, sequence);
        }

        return _newest.Task;
    }

    public void Complete(long upTo)
    {
        while (_promises.TryPeek(out _, out var sequence) && sequence <= upTo)
        {
            _promises.Dequeue().SetResult();
        }

        if (_newestSequence <= upTo)
        {
            _newest = null;
        }
    }
}
