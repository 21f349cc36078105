using System.Diagnostics.CodeAnalysis;
using Durable.Core.Contexts;
using Durable.Core.Operations;
using Durable.Model;

namespace Durable.Core.Engine;

/// <summary>
/// The turns of one lane, within the turns of the host. User code runs here and nowhere else, so it is known when all of it has come to rest:
/// only then is the next outcome handed over, one at a time, in the order of the log. First run and replay are the same in that, and so ids,
/// winners and results are the same.
/// </summary>
/// <param name="host">The host's turns.</param>
/// <param name="lane">The lane.</param>
internal sealed class LaneTurns(TaskScheduler host, ILane lane) : TaskScheduler
{
    // After so much the host's other turns get theirs.
    private const int TasksATurn = 128;
    private const int HandOversATask = 128;

    // Continuations of step bodies come from other threads.
    private readonly Lock _lock = new();
    private readonly Queue<Task> _runnable = new();

    // Sequential code has one outcome at a time.
    private readonly PriorityQueue<HandOver, (long Place, bool IsBehind, long Order)> _later = new();
    private HandOver? _next;

    // Open calls are a list through the calls themselves: most are over at once, and nobody looks for them.
    private HandOver? _newestOpen;
    private volatile int _waiting;
    private long _added;
    private bool _isActive;

    /// <summary>How the lane is called in errors.</summary>
    public string Name => lane.LaneName;

    /// <summary>Operations that the function has left under way, for people; waits and callbacks, which lose nothing, are not among them.</summary>
    public IReadOnlyList<string> LeftUnderWay() =>
    [
        .. OpenCalls().Where(static call => call.Type is not (OperationType.Wait or OperationType.Callback))
            .Select(static call => OperationText.Of(call.Type, null, call.Name, call.OperationId)),
    ];

    /// <summary>Calls that wait for an operation: few wait for the same.</summary>
    public IReadOnlyList<HandOver> OpenCallsOf(string operationId) => [.. OpenCalls().Where(call => call.OperationId == operationId)];

    /// <summary>Runs user code in the lane.</summary>
    public Task PostAsync(Action action) => Task.Factory.StartNew(action, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this);

    /// <inheritdoc cref="PostAsync(Action)"/>
    public Task<T> PostAsync<T>(Func<Task<T>> action) =>
        Task.Factory.StartNew(action, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this).Unwrap();

    /// <summary>A call begins.</summary>
    public HandOver Begin(OperationIdentity operation, OperationType type, HandOverKind kind, int number, Operation? found)
    {
        var call = new HandOver(this, operation, type, kind, number) { Found = found };
        call.IsOpen = true;
        call.EarlierOpen = _newestOpen;
        if (_newestOpen is not null)
        {
            _newestOpen.LaterOpen = call;
        }

        _newestOpen = call;
        return call;
    }

    /// <summary>A call has its place.</summary>
    public void Add(HandOver call)
    {
        if (_next is null && _later.Count == 0)
        {
            _next = call;
            return;
        }

        if (_next is { } next)
        {
            // It was the only one.
            _next = null;
            Queue(next);
        }

        Queue(call);
    }

    /// <summary>A call is over.</summary>
    public void End(HandOver call)
    {
        Close(call);
        call.Drop();
    }

    /// <summary>Something may be handed over that could not before.</summary>
    public void Touch()
    {
        // What runs in the lane is followed by a look at what may be handed over.
        if (Current != this)
        {
            Activate(runnable: null);
        }
    }

    protected override void QueueTask(Task task) => Activate(task);

    // A continuation runs inside the task that it follows from, as it does everywhere.
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        !taskWasPreviouslyQueued && Current == this && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks()
    {
        lock (_lock)
        {
            return [.. _runnable];
        }
    }

    private void Activate(Task? runnable)
    {
        lock (_lock)
        {
            if (runnable is not null)
            {
                _runnable.Enqueue(runnable);
                _waiting = _runnable.Count;
            }

            if (_isActive)
            {
                return;
            }

            _isActive = true;
        }

        lane.OnActive();
        Schedule();
    }

    // What the tasks see is what they were queued with, and not what happened to be around when the lane became active.
    private void Schedule() => _ = host.PostAsync(static turns => ((LaneTurns)turns!).Run(), this);

    private void Run()
    {
        for (var ran = 0; ran < TasksATurn; ran++)
        {
            if (TryTake(out var task))
            {
                TryExecuteTask(task);
            }
            else if (TryPeek(out _))
            {
                _ = PostAsync(HandOut);
            }
            else if (TryRest())
            {
                lane.OnRest();
                return;
            }
        }

        Schedule();
    }

    private void HandOut()
    {
        for (var handed = 0; handed < HandOversATask && _waiting == 0 && TryPeek(out var call); handed++)
        {
            Dequeue();
            Close(call);
            call.Complete();
        }
    }

    // The outcome whose turn it is, if it is there.
    private bool TryPeek([NotNullWhen(true)] out HandOver? call)
    {
        while ((call = _next) is not null || _later.TryPeek(out call, out _))
        {
            if (!call.IsOver)
            {
                return call.IsReady && lane.MayHandOver;
            }

            Dequeue();
        }

        return false;
    }

    private void Dequeue()
    {
        if (_next is not null)
        {
            _next = null;
        }
        else
        {
            _ = _later.Dequeue();
        }
    }

    private void Queue(HandOver call) => _later.Enqueue(call, (call.Place!.Value, call.IsBehindItsPlace, ++_added));

    private void Close(HandOver call)
    {
        if (!call.IsOpen)
        {
            return;
        }

        call.IsOpen = false;
        if (call.LaterOpen is { } later)
        {
            later.EarlierOpen = call.EarlierOpen;
        }
        else
        {
            _newestOpen = call.EarlierOpen;
        }

        if (call.EarlierOpen is { } earlier)
        {
            earlier.LaterOpen = call.LaterOpen;
        }

        (call.EarlierOpen, call.LaterOpen) = (null, null);
    }

    // In the order of the calls.
    private List<HandOver> OpenCalls()
    {
        List<HandOver> calls = [];
        for (var call = _newestOpen; call is not null; call = call.EarlierOpen)
        {
            calls.Add(call);
        }

        calls.Reverse();
        return calls;
    }

    private bool TryTake([NotNullWhen(true)] out Task? task)
    {
        lock (_lock)
        {
            var taken = _runnable.TryDequeue(out task);
            _waiting = _runnable.Count;
            return taken;
        }
    }

    private bool TryRest()
    {
        lock (_lock)
        {
            _isActive = _runnable.Count > 0;
            return !_isActive;
        }
    }
}
