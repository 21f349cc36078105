using Durable.Model;

namespace Durable.WebConsole.Timeline;

/// <summary>The history of one run of an execution, folded to rows: event after event, in their order, each once.</summary>
internal sealed class HistoryFold
{
    private readonly Dictionary<string, TimelineRow> _rows = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private readonly List<RowAttempt> _invocations = [];

    /// <summary>Stands for the execution; its children are the operations that no context holds.</summary>
    public TimelineRow Root { get; } = new("", name: null, RowKind.Context, parent: null, start: 0);

    /// <summary>How many events are in it.</summary>
    public long Events { get; private set; }

    public int Count => _rows.Count;

    /// <summary>When the run began, in milliseconds since the epoch.</summary>
    public long Start { get; private set; }

    /// <summary>When it ended; 0 while it runs.</summary>
    public long End { get; private set; }

    /// <summary>The invocations that have ended. A failed one was lost with its host.</summary>
    public IReadOnlyList<RowAttempt> Invocations => _invocations;

    public IEnumerable<TimelineRow> Rows => _rows.Values;

    public TimelineRow? Find(string id) => id.Length == 0 ? Root : _rows.GetValueOrDefault(id);

    /// <summary>Adds an event, unless it is in it already.</summary>
    public void Add(HistoryEvent one, int page)
    {
        if (one.EventId <= Events)
        {
            return;
        }

        Events = one.EventId;
        var at = one.EventTimestamp.ToUnixTimeMilliseconds();
        switch (one.EventType)
        {
            case HistoryEventType.ExecutionStarted:
                Start = at;
                break;

            case HistoryEventType.ExecutionSucceeded or HistoryEventType.ExecutionFailed or HistoryEventType.ExecutionTimedOut or HistoryEventType.ExecutionStopped:
                End = at;
                break;

            case HistoryEventType.InvocationCompleted:
                _invocations.Add(new RowAttempt(
                    one.Details.StartTimestamp?.ToUnixTimeMilliseconds() ?? at, one.Details.EndTimestamp?.ToUnixTimeMilliseconds() ?? at, one.Details.Error is not null));
                break;

            default:
                AddToRow(one, at).LastPage = page;
                break;
        }
    }

    private TimelineRow AddToRow(HistoryEvent one, long at)
    {
        var row = Find(one.Id ?? "") is { } known && known != Root ? known : Begin(one, at);
        var details = one.Details;
        switch (one.EventType)
        {
            case HistoryEventType.StepStarted:
                row.BeginAttempt(at);
                break;

            case HistoryEventType.StepSucceeded or HistoryEventType.StepFailed:
                var hasFailed = one.EventType == HistoryEventType.StepFailed;
                row.EndAttempt(at, hasFailed);
                if (details.RetryDetails?.NextAttemptDelaySeconds is { } delay)
                {
                    row.Pause(at + (delay * 1000L));
                }
                else
                {
                    row.Close(hasFailed ? RowState.Failed : RowState.Succeeded, at);
                }

                break;

            case HistoryEventType.WaitStarted:
                row.WaitUntil(details.ScheduledEndTimestamp?.ToUnixTimeMilliseconds() ?? 0);
                break;

            case HistoryEventType.CallbackStarted:
                row.CallbackId = details.CallbackId;
                row.WaitUntil(details.Timeout is { } seconds ? at + (seconds * 1000) : 0);
                break;

            case HistoryEventType.ChainedInvokeStarted:
                row.Invoked = ExecutionArn.TryParse(details.DurableExecutionArn, out var arn) ? arn.Id : null;
                break;

            case HistoryEventType.ContextStarted:
                break;

            default:
                row.Close(EndOf(one.EventType), at);
                break;
        }

        return row;
    }

    private TimelineRow Begin(HistoryEvent one, long at)
    {
        var parent = Find(one.ParentId ?? "") ?? Root;

        // The branches of a batch are many, and their operations have the same names.
        var name = one.Name is null ? null : _names.TryGetValue(one.Name, out var known) ? known : _names[one.Name] = one.Name;
        var row = new TimelineRow(one.Id ?? "", name, KindOf(one), parent, at);
        _rows[row.Id] = row;
        parent.Add(row);
        return row;
    }

    private static RowKind KindOf(HistoryEvent one) => one.SubType switch
    {
        OperationSubTypes.WaitForCondition => RowKind.Condition,
        OperationSubTypes.Map => RowKind.Map,
        OperationSubTypes.Parallel => RowKind.Parallel,
        OperationSubTypes.MapIteration or OperationSubTypes.ParallelBranch => RowKind.Branch,
        _ => one.EventType switch
        {
            HistoryEventType.StepStarted or HistoryEventType.StepSucceeded or HistoryEventType.StepFailed => RowKind.Step,
            HistoryEventType.WaitStarted or HistoryEventType.WaitSucceeded or HistoryEventType.WaitCancelled => RowKind.Wait,
            HistoryEventType.ContextStarted or HistoryEventType.ContextSucceeded or HistoryEventType.ContextFailed => RowKind.Context,
            HistoryEventType.CallbackStarted or HistoryEventType.CallbackSucceeded or HistoryEventType.CallbackFailed or HistoryEventType.CallbackTimedOut => RowKind.Callback,
            _ => RowKind.Invoke,
        },
    };

    private static RowState EndOf(HistoryEventType type) => type switch
    {
        HistoryEventType.ContextFailed or HistoryEventType.CallbackFailed or HistoryEventType.ChainedInvokeFailed => RowState.Failed,
        HistoryEventType.CallbackTimedOut or HistoryEventType.ChainedInvokeTimedOut => RowState.TimedOut,
        HistoryEventType.ChainedInvokeStopped => RowState.Stopped,
        HistoryEventType.WaitCancelled => RowState.Cancelled,
        _ => RowState.Succeeded,
    };
}
