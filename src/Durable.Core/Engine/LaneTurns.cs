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
    private readonly PriorityQueue<HandOver, (long Place, long Order)> _order = new();
    private readonly HashSet<HandOver> _open = [];
    private long _added;
    private bool _isActive;

    /// <summary>How the lane is called in errors.</summary>
    public string Name => lane.LaneName;

    /// <summary>Operations that the function has left under way, for people; waits and callbacks, which lose nothing, are not among them.</summary>
    public IReadOnlyList<string> LeftUnderWay() =>
    [
        .. _open.Where(static call => call.Type is not (OperationType.Wait or OperationType.Callback))
            .Select(static call => OperationText.Of(call.Type, null, call.Name, call.OperationId)),
    ];

    /// <summary>Calls that wait for an operation: few wait for the same.</summary>
    public IReadOnlyList<HandOver> OpenCallsOf(string operationId) => [.. _open.Where(call => call.OperationId == operationId)];

    /// <summary>Runs user code in the lane.</summary>
    public Task PostAsync(Action action) => Task.Factory.StartNew(action, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this);

    /// <inheritdoc cref="PostAsync(Action)"/>
    public Task<T> PostAsync<T>(Func<Task<T>> action) =>
        Task.Factory.StartNew(action, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this).Unwrap();

    /// <summary>A call begins.</summary>
    public HandOver Begin(OperationIdentity operation, OperationType type, HandOverKind kind, int number)
    {
        var call = new HandOver(this, operation, type, kind, number);
        _open.Add(call);
        return call;
    }

    /// <summary>A call has its place.</summary>
    public void Add(HandOver call) => _order.Enqueue(call, (call.Place!.Value, ++_added));

    /// <summary>A call is over.</summary>
    public void End(HandOver call)
    {
        _open.Remove(call);
        call.Drop();
    }

    /// <summary>Something may be handed over that could not before.</summary>
    public void Touch() => Activate(runnable: null);

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
    private void Schedule()
    {
        if (ExecutionContext.IsFlowSuppressed())
        {
            StartRun();
            return;
        }

        using (ExecutionContext.SuppressFlow())
        {
            StartRun();
        }

        void StartRun() => _ = Task.Factory.StartNew(
            static turns => ((LaneTurns)turns!).Run(), this, CancellationToken.None, TaskCreationOptions.DenyChildAttach, host);
    }

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
        for (var handed = 0; handed < HandOversATask && IsAtRest() && TryPeek(out var call); handed++)
        {
            _ = _order.Dequeue();
            _open.Remove(call);
            call.Complete();
        }
    }

    // The outcome whose turn it is, if it is there.
    private bool TryPeek([NotNullWhen(true)] out HandOver? call)
    {
        while (_order.TryPeek(out call, out _))
        {
            if (!call.IsOver)
            {
                return call.IsReady && lane.MayHandOver;
            }

            _ = _order.Dequeue();
        }

        return false;
    }

    private bool TryTake([NotNullWhen(true)] out Task? task)
    {
        lock (_lock)
        {
            return _runnable.TryDequeue(out task);
        }
    }

    private bool IsAtRest()
    {
        lock (_lock)
        {
            return _runnable.Count == 0;
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
