using System.Diagnostics.CodeAnalysis;

namespace Durable.Embedded;

/// <summary>Runs the turns of one execution on the thread pool, one at a time and in order. While there are none it costs nothing.</summary>
internal sealed class TurnQueue : TaskScheduler, IThreadPoolWorkItem
{
    // So that one execution that never rests leaves the thread to others from time to time.
    private const int MaxTurnsInARow = 1_000;

    [ThreadStatic]
    private static TurnQueue? s_running;

    private readonly Queue<Task> _turns = new();
    private bool _isScheduled;

    public override int MaximumConcurrencyLevel => 1;

    /// <summary>Runs the turns that there are; for the thread pool.</summary>
    public void Execute()
    {
        var outer = s_running;
        s_running = this;
        try
        {
            for (var count = 0; count < MaxTurnsInARow; count++)
            {
                if (!TryNext(out var turn))
                {
                    return;
                }

                TryExecuteTask(turn);
            }
        }
        finally
        {
            s_running = outer;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    protected override void QueueTask(Task task)
    {
        lock (_turns)
        {
            _turns.Enqueue(task);
            if (_isScheduled)
            {
                return;
            }

            _isScheduled = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
    }

    // A continuation within a turn goes on at once; what is in the queue keeps its place.
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        !taskWasPreviouslyQueued && s_running == this && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks()
    {
        lock (_turns)
        {
            return _turns.ToArray();
        }
    }

    private bool TryNext([NotNullWhen(true)] out Task? turn)
    {
        lock (_turns)
        {
            _isScheduled = _turns.TryDequeue(out turn);
            return _isScheduled;
        }
    }
}
