using System.Diagnostics;
using Durable.Core.Contexts;
using Durable.Core.Engine;
using Durable.Core.Log;
using Durable.Model;
using Durable.Storage;

namespace Durable.Core.Diagnostics;

/// <summary>What one activation of an execution tells. Used in its turns, but for <see cref="BeginAttempt"/> and <see cref="Invocation"/>.</summary>
internal sealed class ExecutionTelemetry
{
    private readonly EngineTelemetry _telemetry;
    private readonly string _runId;
    private readonly InvocationSpans? _spans;
    private DateTimeOffset? _openSince;
    private DateTimeOffset? _suspendedSince;
    private int _replayedOperations;
    private TimeSpan? _replayTook;
    private bool _isSuspended;

    /// <summary>An execution comes into memory.</summary>
    public ExecutionTelemetry(EngineTelemetry telemetry, ExecutionHead head)
    {
        _telemetry = telemetry;
        _runId = head.RunId;
        _spans = InvocationSpans.Of(telemetry, head);
        Function = telemetry.Metrics.Of(head.Id.FunctionName, head.TenantId);
        RunNumber = head.RunNumber;
        Function.Arrived();
    }

    /// <summary>The metrics of its function.</summary>
    public FunctionMetrics Function { get; }

    /// <summary>Those of checkpoints.</summary>
    public CheckpointMetrics Checkpoints => _telemetry.Metrics.Checkpoints;

    /// <summary>Which run of the execution it is.</summary>
    public int RunNumber { get; }

    /// <summary>The activity of the invocation that is under way; null for none. Any thread may look.</summary>
    public Activity? Invocation => _spans?.Current;

    /// <summary>The context of what the execution starts now; null where there is none.</summary>
    public string? Trace => _spans?.Newest?.ToString();

    /// <summary>A run begins with this activation.</summary>
    public void Starts(ExecutionHead head)
    {
        _spans?.NoteCause(MetricValues.Start, operations: 0);
        if (head.Continuation is null)
        {
            Function.FirstTurn(_telemetry.TimeProvider.GetUtcNow() - head.StartedAt);
        }
    }

    /// <summary>The log was read.</summary>
    /// <param name="reason">What for.</param>
    /// <param name="operations">Operations in it.</param>
    /// <param name="took">How long that took.</param>
    /// <param name="trail">What it says of the invocations.</param>
    public void Replayed(string reason, int operations, TimeSpan took, InvocationTrail trail)
    {
        Function.Replayed(reason, took, operations);
        _replayedOperations = operations;
        _replayTook = took;
        _suspendedSince = trail.ClosedAt;
        _spans?.Link(trail.Senders);
        if (reason == MetricValues.Recovery)
        {
            _spans?.NoteCause(MetricValues.Recovery, operations: 0);
        }
    }

    /// <summary>Something arrives from outside.</summary>
    /// <param name="trace">The trace context of its sender; null for none.</param>
    public void Sent(string? trace)
    {
        if (trace is not null)
        {
            _spans?.Link([trace]);
        }
    }

    /// <summary>Something from outside has ended an operation.</summary>
    /// <param name="operation">Its new state.</param>
    /// <param name="log">All operations.</param>
    public void Arrived(Operation operation, OperationLog log)
    {
        _spans?.NoteCause(operation.Type == OperationType.ChainedInvoke ? MetricValues.Invoke : MetricValues.Callback, operations: 1);
        _spans?.Record(operation);
        _spans?.NoteContext(operation, log);
        if (operation is { Type: OperationType.Callback, EndTimestamp: { } endedAt })
        {
            var outcome = operation.Status switch
            {
                OperationStatus.Succeeded => MetricValues.Succeeded,
                OperationStatus.TimedOut => MetricValues.TimedOut,
                _ => MetricValues.Failed,
            };
            Function.CallbackEnded(outcome, endedAt - operation.StartTimestamp);
        }
    }

    /// <summary>Time has changed operations.</summary>
    /// <param name="operations">Their new states.</param>
    /// <param name="log">All operations.</param>
    public void Elapsed(IReadOnlyList<Operation> operations, OperationLog log)
    {
        foreach (var operation in operations)
        {
            var isWait = operation.Type == OperationType.Wait;
            _spans?.NoteCause(isWait ? MetricValues.Timer : MetricValues.Retry, operations: 1);
            _spans?.Record(operation);
            _spans?.NoteContext(operation, log);
            if (operation is { Wait: { } wait, EndTimestamp: { } endedAt })
            {
                _telemetry.Metrics.Elapsed(endedAt - wait.ScheduledEndTimestamp);
            }
        }
    }

    /// <summary>Something was recorded of an operation.</summary>
    /// <param name="update">What.</param>
    /// <param name="operation">Its new state.</param>
    /// <param name="log">All operations.</param>
    public void Recorded(OperationUpdate update, Operation operation, OperationLog log)
    {
        if (_spans is null)
        {
            return;
        }

        // The START of a step is told with its outcome.
        if (update is not { Type: OperationType.Step, Action: OperationAction.Start })
        {
            _spans.Record(operation);
        }

        _spans.NoteContext(operation, log);
    }

    /// <summary>An invocation begins.</summary>
    /// <param name="invocation">It. Its id is a text that only spans need.</param>
    /// <param name="isFirst">Whether it is the first one of the activation.</param>
    /// <param name="now">The time.</param>
    public void OpenInvocation(Invocation invocation, bool isFirst, DateTimeOffset now)
    {
        _openSince = now;
        if (_isSuspended)
        {
            _isSuspended = false;
            Function.WentOn();
        }

        if (_spans is null)
        {
            return;
        }

        _spans.Open(invocation.Id, isFirst && _replayTook is null, now - _suspendedSince);
        if (_replayTook is { } took)
        {
            _spans.NoteReplay(_replayedOperations, took);
            _replayTook = null;
        }
    }

    /// <summary>The invocation ends because the function only waits, or because its host leaves.</summary>
    /// <param name="status">Which.</param>
    /// <param name="now">The time.</param>
    /// <param name="isShown">Whether history shows it.</param>
    public void CloseInvocation(string status, DateTimeOffset now, bool isShown = true)
    {
        if (isShown)
        {
            Close(status, now);
            _spans?.Close(status);
        }
        else
        {
            _openSince = null;
            _spans?.Discard();
        }

        _suspendedSince = now;
    }

    /// <summary>The execution stays in memory, suspended.</summary>
    public void Suspended()
    {
        if (!_isSuspended)
        {
            _isSuspended = true;
            Function.Suspended();
        }
    }

    /// <summary>The execution has ended.</summary>
    public void Ended(ExecutionHead head) => Function.Ended(head.Status, head.EndedAt!.Value - head.FirstStartedAt);

    /// <summary>The activation takes part no longer.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="head">The newest head; it says how the execution has ended, if it has.</param>
    /// <param name="now">The time.</param>
    public void Left(string reason, ExecutionHead head, DateTimeOffset now)
    {
        Function.Left(_isSuspended);
        _telemetry.Metrics.ActivationEnded(reason);
        var endedAs = reason == MetricValues.Ended ? head.Status : (ExecutionStatus?)null;
        var status = endedAs is { } ended ? MetricValues.Of(ended) : reason is MetricValues.Continued or MetricValues.Parked ? reason : MetricValues.Lost;
        Close(status, now);
        _spans?.Close(status, endedAs, head.Error);
    }

    /// <summary>Whether somebody listens to attempts. Any thread may ask.</summary>
    public bool WantsAttempts => Invocation is not null || Function.WantsSteps;

    /// <summary>An attempt of a step is about to run. Any thread may call it.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="subType">Its sub-type.</param>
    /// <param name="kind">What the attempt does: step, poll, submit.</param>
    /// <param name="attempt">Which attempt.</param>
    public AttemptTelemetry BeginAttempt(OperationIdentity operation, string subType, SpanDefinition kind, int attempt) =>
        new(_telemetry, Function, _spans?.Of(operation.ParentId), operation, subType, kind, attempt, _runId);

    private void Close(string status, DateTimeOffset now)
    {
        if (_openSince is { } since)
        {
            _openSince = null;
            Function.InvocationEnded(status, now - since);
        }
    }
}
