using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Durable.Core.Log;
using Durable.Model;
using Durable.Storage;

namespace Durable.Core.Diagnostics;

/// <summary>
/// The spans of one activation's invocations, one after the other. None is open while the execution is suspended, and none is made by what is only
/// replayed. Used in the execution's turns, but for <see cref="Current"/>.
/// </summary>
internal sealed class InvocationSpans
{
    /// <summary>Most events of operations that an invocation has.</summary>
    public const int MaxEvents = 128;

    /// <summary>Most links to senders that an invocation has.</summary>
    public const int MaxLinks = 32;

    private const string OperationEvent = "durable.operation";
    private const string OmittedEvent = "durable.operations.omitted";

    private readonly EngineTelemetry _telemetry;
    private readonly ExecutionHead _head;
    private readonly ActivityContext? _anchor;
    private readonly IReadOnlyList<KeyValuePair<string, string?>> _baggage;
    private volatile Activity? _current;
    private volatile ContextSpans? _contexts;
    private readonly List<ActivityLink> _links = [];
    private ActivityContext? _before;
    private string? _cause;
    private bool _isAfterReplay;
    private int _caused;
    private int _recorded;

    private InvocationSpans(EngineTelemetry telemetry, ExecutionHead head)
    {
        _telemetry = telemetry;
        _head = head;
        var stored = telemetry.AnchorOf(head);
        _anchor = stored?.Context;
        _baggage = stored?.Baggage ?? [];
    }

    /// <summary>The invocation that is under way; null for none. Any thread may look.</summary>
    public Activity? Current => _current;

    /// <summary>What an operation hangs on: a segment of its context, or the invocation; null for nothing. Any thread may ask.</summary>
    /// <param name="contextId">Its context; null for the function itself.</param>
    public Activity? Of(string? contextId) => _contexts?.Of(contextId) ?? _current;

    /// <summary>What the execution starts hangs on: the newest invocation, or else its own start; null for nothing.</summary>
    public StoredTrace? Newest => (_before ?? _anchor) is { } context ? new StoredTrace(context, _baggage) : null;

    /// <summary>Those of an activation; null where nobody listens.</summary>
    public static InvocationSpans? Of(EngineTelemetry telemetry, ExecutionHead head) =>
        EngineTelemetry.Source.HasListeners() ? new InvocationSpans(telemetry, head) : null;

    /// <summary>Something lets the execution go on. The first cause is the reason of the invocation.</summary>
    /// <param name="cause">What.</param>
    /// <param name="operations">How many operations it has ended.</param>
    public void NoteCause(string cause, int operations)
    {
        _cause ??= cause;
        _caused += operations;
    }

    /// <summary>An invocation begins.</summary>
    /// <param name="id">Its id, which its record in the log has.</param>
    /// <param name="isFirst">Whether it is the first one of the run.</param>
    /// <param name="suspendedFor">How long the execution was suspended before; null where that is not known.</param>
    public void Open(string id, bool isFirst, TimeSpan? suspendedFor)
    {
        var now = _telemetry.TimeProvider.GetUtcNow();
        List<KeyValuePair<string, object?>> tags =
        [
            new(TelemetryTags.FunctionName, _head.Id.FunctionName),
            new(TelemetryTags.FunctionVersion, _head.FunctionVersion),
            new(TelemetryTags.ExecutionArn, _head.Arn),
            new(TelemetryTags.ExecutionName, _head.Id.Name),
            new(TelemetryTags.RunNumber, _head.RunNumber),
            new(TelemetryTags.InvocationId, id),
            new(TelemetryTags.InvocationFirst, isFirst),
        ];
        if (suspendedFor is { } duration)
        {
            tags.Add(new(TelemetryTags.SuspendedDuration, duration.TotalSeconds));
        }

        var isOwn = IsOwnTrace(now);
        var activity = EngineTelemetry.Create(
            SpanCatalogue.Run,
            _head.Id.FunctionName,
            _anchor is not { } anchor ? default
                : isOwn ? new ActivityContext(OwnTraceId(anchor.TraceId, _head.RunId, id), default, anchor.TraceFlags, anchor.TraceState, isRemote: true)
                : anchor,
            tags,
            isOwn ? Links() : null);
        if (activity is null)
        {
            return;
        }

        _telemetry.Label(activity, _head);
        EngineTelemetry.AddBaggage(activity, _baggage);
        EngineTelemetry.Start(activity, now);
        _before = activity.Context;
        _recorded = 0;
        _links.ForEach(link => activity.AddLink(link));
        _current = activity;
        _contexts = _telemetry.Options.Detail >= TraceDetail.Contexts && activity.IsAllDataRequested ? new ContextSpans(_telemetry, activity) : null;
    }

    /// <summary>
    /// Something from outside lets the execution go on: the invocation that takes it, which is under way or will be the next one, links to its senders.
    /// </summary>
    /// <param name="senders">Their trace contexts.</param>
    public void Link(IReadOnlyList<string> senders)
    {
        foreach (var sender in senders.Take(MaxLinks - _links.Count))
        {
            if (_telemetry.Parse(_head.Id, sender) is { Context: var context })
            {
                var link = new ActivityLink(context);
                _links.Add(link);
                _current?.AddLink(link);
            }
        }
    }

    /// <summary>The log was read, for the invocation that has just begun.</summary>
    public void NoteReplay(int operations, TimeSpan took)
    {
        _isAfterReplay = true;
        _current?.SetTag(TelemetryTags.ReplayOperations, operations).SetTag(TelemetryTags.ReplayDuration, took.TotalSeconds);
    }

    /// <summary>Something was recorded in a context.</summary>
    /// <param name="operation">The operation's new state.</param>
    /// <param name="log">All operations.</param>
    public void NoteContext(Operation operation, OperationLog log) => _contexts?.Note(operation, log);

    /// <summary>Something was recorded of an operation.</summary>
    public void Record(Operation operation)
    {
        if (_current is not { IsAllDataRequested: true } activity)
        {
            return;
        }

        if (_recorded++ < MaxEvents)
        {
            activity.AddEvent(new ActivityEvent(OperationEvent, _telemetry.TimeProvider.GetUtcNow(), new ActivityTagsCollection
            {
                [TelemetryTags.OperationId] = operation.Id,
                [TelemetryTags.OperationType] = WireNames.Of(operation.Type),
                [TelemetryTags.OperationName] = operation.Name,
                [TelemetryTags.OperationStatus] = WireNames.Of(operation.Status),
            }));
        }
    }

    /// <summary>The invocation is over.</summary>
    /// <param name="status">What it came to.</param>
    /// <param name="endedAs">How the execution has ended with it; null when it has not.</param>
    /// <param name="error">Its error.</param>
    public void Close(string status, ExecutionStatus? endedAs = null, ErrorObject? error = null)
    {
        if (_current is not { } activity)
        {
            Forget();
            return;
        }

        EndContexts();
        _current = null;
        if (_recorded > MaxEvents)
        {
            activity.AddEvent(new ActivityEvent(
                OmittedEvent, _telemetry.TimeProvider.GetUtcNow(), new ActivityTagsCollection { [TelemetryTags.OmittedCount] = _recorded - MaxEvents }));
        }

        activity.SetTag(TelemetryTags.InvocationStatus, status);
        // What its host found when it came up has no other cause.
        if ((_cause ?? (_isAfterReplay ? MetricValues.Recovery : null)) is { } cause)
        {
            activity.SetTag(TelemetryTags.ResumeReason, cause);
        }

        if (_caused > 0)
        {
            activity.SetTag(TelemetryTags.ResumeOperations, _caused);
        }

        if (endedAs is { } ended)
        {
            activity.SetTag(TelemetryTags.ExecutionStatus, MetricValues.Of(ended));
            if (ended is ExecutionStatus.Failed or ExecutionStatus.TimedOut)
            {
                activity.SetTag(TelemetryTags.ErrorType, error?.ErrorType ?? status);
                activity.SetStatus(ActivityStatusCode.Error, _telemetry.Options.IncludeErrorMessages ? error?.ErrorMessage : null);
            }
        }

        EngineTelemetry.Stop(activity, _telemetry.TimeProvider.GetUtcNow());
        Forget();
    }

    /// <summary>The invocation leaves no trace: nothing has come of it.</summary>
    public void Discard()
    {
        if (_current is { } activity)
        {
            EndContexts();
            _current = null;
            activity.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
            activity.IsAllDataRequested = false;
            EngineTelemetry.Stop(activity, _telemetry.TimeProvider.GetUtcNow());
        }

        Forget();
    }

    private void EndContexts()
    {
        _contexts?.End();
        _contexts = null;
    }

    private void Forget()
    {
        _cause = null;
        _caused = 0;
        _isAfterReplay = false;
        _links.Clear();
    }

    private bool IsOwnTrace(DateTimeOffset now)
    {
        var continuity = _telemetry.Options.TraceContinuity;
        return _anchor is not null && continuity != TimeSpan.MaxValue && (_head.RunNumber > 1 || now - _head.FirstStartedAt >= continuity);
    }

    private IEnumerable<ActivityLink> Links()
    {
        yield return new ActivityLink(_anchor!.Value);
        if (_before is { } before)
        {
            yield return new ActivityLink(before);
        }
    }

    // Whoever knows the start of the execution and its history can tell where an invocation's trace is.
    private static ActivityTraceId OwnTraceId(ActivityTraceId anchor, string runId, string invocationId) =>
        ActivityTraceId.CreateFromBytes(SHA256.HashData(Encoding.UTF8.GetBytes($"{anchor}/{runId}/{invocationId}")).AsSpan(0, 16));
}
