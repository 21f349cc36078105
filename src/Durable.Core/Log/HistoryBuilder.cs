using Durable.Core.Log.Records;
using Durable.Model;
using Durable.Storage;

namespace Durable.Core.Log;

/// <summary>Derives the history of an execution from its head and its log. History is never stored.</summary>
internal sealed class HistoryBuilder
{
    private readonly List<HistoryEvent> _events = [];
    private readonly Dictionary<string, int> _invokeEvents = [];
    private readonly bool _includeData;

    private HistoryBuilder(ExecutionHead head, bool includeData)
    {
        Head = head;
        _includeData = includeData;
    }

    /// <summary>Of what execution.</summary>
    public ExecutionHead Head { get; }

    /// <summary>The operations, as far as the records have been added.</summary>
    public OperationLog Log { get; } = new();

    /// <summary>All events of what is committed.</summary>
    /// <param name="stored">The execution.</param>
    /// <param name="includeData">Whether payloads and errors are filled in.</param>
    /// <exception cref="CheckpointStoreException">The log is damaged.</exception>
    public static IReadOnlyList<HistoryEvent> Build(StoredExecution stored, bool includeData)
    {
        var builder = new HistoryBuilder(stored.Head, includeData);
        builder.AddExecution(HistoryEventType.ExecutionStarted, stored.Head.StartedAt, new HistoryEventDetails
        {
            Input = builder.Payload(stored.Head.Input),
            ExecutionTimeout = (long)stored.Head.ExecutionTimeout.TotalSeconds,
            RunNumber = stored.Head.Continuation?.RunNumber,
            FirstStartTimestamp = stored.Head.Continuation?.FirstStartedAt,
        });
        LogRecordReader.Read(stored, record => record.AddTo(builder));
        return builder._events;
    }

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
            Result = isFailure ? null : Payload(record.Update.Payload),
            Error = isFailure ? Error(record.Update.Error ?? new ErrorObject()) : null,
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
            Result = succeeded ? Payload(Head.Result) : null,
            Error = succeeded ? null : Error(Head.Error ?? new ErrorObject()),
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

    /// <summary>A payload, as far as it is wanted.</summary>
    public EventPayload Payload(string? payload) =>
        _includeData || payload is null ? new EventPayload(payload, Truncated: false) : new EventPayload(null, Truncated: true);

    /// <summary>An error, as far as it is wanted.</summary>
    public EventError Error(ErrorObject error) => _includeData ? new EventError(error, Truncated: false) : new EventError(null, Truncated: true);

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
