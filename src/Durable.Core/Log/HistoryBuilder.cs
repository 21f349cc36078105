using Durable.Core.Log.Records;
using Durable.Model;
using Durable.Storage;

namespace Durable.Core.Log;

/// <summary>Derives the history of an execution from its head and its log. History is never stored.</summary>
internal sealed class HistoryBuilder
{
    private readonly List<HistoryEvent> _events = [];
    private readonly Dictionary<string, int> _invokeEvents = [];

    /// <summary>Begins with the start of an execution.</summary>
    /// <param name="head">The execution.</param>
    public HistoryBuilder(ExecutionHead head)
    {
        Head = head;
        AddExecution(HistoryEventType.ExecutionStarted, head.StartedAt, new HistoryEventDetails
        {
            Input = new EventPayload(head.Input, Truncated: false),
            ExecutionTimeout = (long)head.ExecutionTimeout.TotalSeconds,
            RunNumber = head.Continuation?.RunNumber,
            FirstStartTimestamp = head.Continuation?.FirstStartedAt,
        });
    }

    /// <summary>Of what execution. It has ended before the record of its end is added.</summary>
    public ExecutionHead Head { get; set; }

    /// <summary>The operations, as far as the records have been added.</summary>
    public OperationLog Log { get; } = new();

    /// <summary>The events, as far as the records have been added. The start of an invoke changes once its version is known.</summary>
    public IReadOnlyList<HistoryEvent> Events => _events;

    /// <summary>Adds the start of an operation.</summary>
    public void AddStarted(OperationKind kind, Operation operation, DateTimeOffset at)
    {
        if (operation.Type == OperationType.ChainedInvoke)
        {
            _invokeEvents.Add(operation.Id, _events.Count);
        }

        Add(kind.StartedEvent, at, kind.StartedDetails(operation, this), operation);
    }

    /// <summary>Adds the end of an operation, or of an attempt.</summary>
    public void AddEnded(HistoryEventType type, Operation operation, UpdateRecord record, bool isFailure, RetryDetails? retry = null) => Add(
        type,
        record.Timestamp,
        new HistoryEventDetails
        {
            Result = isFailure ? null : new EventPayload(record.Update.Payload, Truncated: false),
            Error = isFailure ? new EventError(record.Update.Error ?? new ErrorObject(), Truncated: false) : null,
            RetryDetails = retry,
        },
        operation);

    /// <summary>Adds what time has ended. A retry that has become ready is no event.</summary>
    public void AddElapsed(IReadOnlyList<Operation> elapsed, DateTimeOffset at)
    {
        foreach (var operation in elapsed)
        {
            OperationKind.Of(operation.Type).AddElapsed(operation, at, this);
        }
    }

    /// <summary>Adds the version of an invoked function, once it is known, to the event of the invoke's start.</summary>
    public void NoteVersion(Operation invoke, string? version)
    {
        if (version is not null)
        {
            var index = _invokeEvents[invoke.Id];
            _events[index] = _events[index] with
            {
                Details = _events[index].Details with
                {
                    DurableExecutionArn = ExecutionArn.OfInvoked(invoke.ChainedInvoke!.Target.ExecutionId, version).ToString(),
                    ExecutedVersion = version,
                },
            };
        }
    }

    /// <summary>Adds the end of the execution.</summary>
    public void AddClosed(ExecutionClosedRecord record)
    {
        var type = record.Status switch
        {
            ExecutionStatus.Succeeded => HistoryEventType.ExecutionSucceeded,
            ExecutionStatus.Failed => HistoryEventType.ExecutionFailed,
            ExecutionStatus.TimedOut => HistoryEventType.ExecutionTimedOut,
            _ => HistoryEventType.ExecutionStopped,
        };
        var succeeded = record.Status == ExecutionStatus.Succeeded;
        AddExecution(type, record.Timestamp, new HistoryEventDetails
        {
            Result = succeeded ? new EventPayload(Head.Result, Truncated: false) : null,
            Error = succeeded ? null : new EventError(Head.Error ?? new ErrorObject(), Truncated: false),
        });
    }

    /// <summary>Adds an event.</summary>
    public void Add(HistoryEventType type, DateTimeOffset at, HistoryEventDetails details, Operation? operation = null) =>
        _events.Add(new HistoryEvent
        {
            EventType = type,
            EventId = _events.Count + 1,
            EventTimestamp = at,
            Id = operation?.Id,
            Name = operation?.Name,
            SubType = operation?.SubType,
            ParentId = operation?.ParentId,
            Details = details,
        });

    private void AddExecution(HistoryEventType type, DateTimeOffset at, HistoryEventDetails details) =>
        _events.Add(new HistoryEvent
        {
            EventType = type,
            EventId = _events.Count + 1,
            EventTimestamp = at,
            Id = Head.RunId,
            Name = Head.Id.Name,
            Details = details,
        });
}
