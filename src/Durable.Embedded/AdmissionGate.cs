using Durable.Core.Hosting;

namespace Durable.Embedded;

/// <summary>
/// Limits how many executions run at once. New starts queue for a place, so many at most; an execution that resumes is let in at once,
/// even over the limit, because what has been promised must go on.
/// </summary>
/// <param name="limit">How many may run.</param>
/// <param name="maxWaiting">How many may wait.</param>
/// <param name="lag">Is told how many run.</param>
internal sealed class AdmissionGate(int limit, int maxWaiting, HostLag lag)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<TaskCompletionSource> _queue = new();
    private int _inside;

    /// <summary>How many are inside.</summary>
    public int Inside
    {
        get
        {
            lock (_lock)
            {
                return _inside;
            }
        }
    }

    /// <summary>How many wait for a place.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock)
            {
                return _queue.Count;
            }
        }
    }

    /// <summary>Whether whoever asks for a place now can neither have one nor wait for one.</summary>
    public bool IsCrowded
    {
        get
        {
            lock (_lock)
            {
                return _inside >= limit && _queue.Count >= maxWaiting;
            }
        }
    }

    /// <summary>Takes a place if there is one.</summary>
    public bool TryEnter()
    {
        lock (_lock)
        {
            if (_inside >= limit)
            {
                return false;
            }

            Enter();
            return true;
        }
    }

    /// <summary>Waits for a place.</summary>
    /// <returns>False when there was none in time, or too many wait already.</returns>
    public async Task<bool> EnterAsync(TimeSpan timeout, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        LinkedListNode<TaskCompletionSource> node;
        lock (_lock)
        {
            if (_inside < limit)
            {
                Enter();
                return true;
            }

            if (_queue.Count >= maxWaiting)
            {
                return false;
            }

            node = _queue.AddLast(new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        try
        {
            await node.Value.Task.WaitAsync(timeout, timeProvider, cancellationToken);
            return true;
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            if (!TryLeaveQueue(node))
            {
                // The place was handed over at the last moment.
                Exit();
            }

            if (exception is OperationCanceledException)
            {
                throw;
            }

            return false;
        }
    }

    /// <summary>Goes in, whatever the limit.</summary>
    public void ForceEnter()
    {
        lock (_lock)
        {
            Enter();
        }
    }

    /// <summary>Leaves; the first in the queue takes the place.</summary>
    public void Exit()
    {
        TaskCompletionSource? next = null;
        lock (_lock)
        {
            if (_inside <= limit && _queue.First is { } first)
            {
                _queue.RemoveFirst();
                next = first.Value;
            }
            else
            {
                _inside--;
                lag.NoteRunning(_inside, limit);
            }
        }

        next?.SetResult();
    }

    private void Enter()
    {
        _inside++;
        lag.NoteRunning(_inside, limit);
    }

    private bool TryLeaveQueue(LinkedListNode<TaskCompletionSource> node)
    {
        lock (_lock)
        {
            if (node.List is null)
            {
                return false;
            }

            _queue.Remove(node);
            return true;
        }
    }
}
