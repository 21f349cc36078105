using Durable.Core.Engine;
using Durable.Model;
using Durable.Storage;

namespace Durable.Core.Log;

/// <summary>Derives the history of an execution from its head and its log. History is never stored.</summary>
internal sealed class HistoryBuilder
{
    private readonly List<HistoryEvent> _events = [];
    private readonly Dictionary<string, int> _invokeEvents = [];
    private readonly OperationLog _log = new();
    private readonly ExecutionHead _head;
    private readonly bool _includeData;

    private HistoryBuilder(ExecutionHead head, bool includeData)
    {
        _head = head;
        _includeData = includeData;
    }

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
        LogRecordReader.Read(stored, builder.Add);
        return builder._events;
    }

    private void Add(LogRecord record)
    {
        switch (record)
        {
            case UpdateRecord update:
                AddUpdate(update);
                break;
            case CallbackRecord callback:
                AddCallback(_log.Apply(callback), callback);
                break;
            case InvokeDeliveredRecord delivered:
                // No event, but the event of its START did not know the version.
                NoteVersion(_log.Apply(delivered), delivered.Version);
                break;
            case InvokeEndedRecord ended:
                var invoke = _log.Apply(ended);
                NoteVersion(invoke, ended.Version);
                AddInvokeEnded(invoke, record.Timestamp);
                break;
            case CallbackDeadlineRecord:
                foreach (var operation in _log.TimeOutCallbacks(record.Timestamp))
                {
                    AddTimedOut(operation, record.Timestamp);
                }

                break;
            case WatermarkRecord watermark:
                AddElapsed(_log.Apply(watermark), record.Timestamp);
                break;
            case WatermarkPlaceRecord place:
                AddElapsed(_log.Apply(place), record.Timestamp);
                break;
            case InvocationCompletedRecord invocation:
                Add(HistoryEventType.InvocationCompleted, record.Timestamp, new HistoryEventDetails
                {
                    StartTimestamp = invocation.StartedAt,
                    EndTimestamp = invocation.Timestamp,
                    RequestId = invocation.RequestId,
                    Error = invocation.Error is null ? null : Error(invocation.Error),
                });
                break;
            case ExecutionClosedRecord closed:
                AddClosed(closed);
                break;
        }
    }

    private void AddUpdate(UpdateRecord record)
    {
        if (record.StartedAt is { } startedAt)
        {
            AddStarted(_log.Apply(record.MergedStart, startedAt), startedAt);
        }

        var operation = _log.Apply(record.Update, record.Timestamp);
        switch (record.Update.Action)
        {
            case OperationAction.Start:
                AddStarted(operation, record.Timestamp);
                break;
            case OperationAction.Cancel:
                Add(HistoryEventType.WaitCancelled, record.Timestamp, new HistoryEventDetails(), operation);
                break;
            case OperationAction.Lose or OperationAction.GiveUp:
                // The invocation that was lost says so; what a call was given up for goes on.
                break;
            default:
                AddEnded(operation, record);
                break;
        }
    }

    private void AddStarted(Operation operation, DateTimeOffset at)
    {
        var type = operation.Type switch
        {
            OperationType.Context => HistoryEventType.ContextStarted,
            OperationType.Wait => HistoryEventType.WaitStarted,
            OperationType.Callback => HistoryEventType.CallbackStarted,
            OperationType.ChainedInvoke => HistoryEventType.ChainedInvokeStarted,
            _ => HistoryEventType.StepStarted,
        };
        var details = operation.Type switch
        {
            OperationType.Wait => new HistoryEventDetails { Duration = Duration(operation), ScheduledEndTimestamp = operation.Wait!.ScheduledEndTimestamp },
            OperationType.Callback => new HistoryEventDetails
            {
                CallbackId = new CallbackReference(_head.Id, operation.Id, operation.Callback!.Key).ToString(),
                Timeout = (long?)(operation.Callback.TimeoutTimestamp - operation.StartTimestamp)?.TotalSeconds,
                HeartbeatTimeout = operation.Callback.HeartbeatSeconds,
            },
            OperationType.ChainedInvoke => new HistoryEventDetails
            {
                FunctionName = operation.ChainedInvoke!.Target.FunctionName,
                TenantId = operation.ChainedInvoke.Target.TenantId,
                Input = Payload(operation.ChainedInvoke.Payload),
                DurableExecutionArn = ExecutionArn.OfInvoked(operation.ChainedInvoke.Target.ExecutionId),
            },
            _ => new HistoryEventDetails(),
        };
        if (operation.Type == OperationType.ChainedInvoke)
        {
            _invokeEvents.Add(operation.Id, _events.Count);
        }

        Add(type, at, details, operation);
    }

    private void NoteVersion(Operation invoke, string? version)
    {
        if (version is not null)
        {
            var index = _invokeEvents[invoke.Id];
            _events[index] = _events[index] with
            {
                Details = _events[index].Details with
                {
                    DurableExecutionArn = ExecutionArn.OfInvoked(invoke.ChainedInvoke!.Target.ExecutionId, version),
                    ExecutedVersion = version,
                },
            };
        }
    }

    private void AddEnded(Operation operation, UpdateRecord record)
    {
        var update = record.Update;
        var failed = update.Action == OperationAction.Fail || (update.Action == OperationAction.Retry && update.Error is not null);
        var type = (operation.Type, failed) switch
        {
            (OperationType.Context, false) => HistoryEventType.ContextSucceeded,
            (OperationType.Context, true) => HistoryEventType.ContextFailed,
            (_, false) => HistoryEventType.StepSucceeded,
            (_, true) => HistoryEventType.StepFailed,
        };
        Add(
            type,
            record.Timestamp,
            new HistoryEventDetails
            {
                Result = failed ? null : Payload(update.Payload),
                Error = failed ? Error(update.Error ?? new ErrorObject()) : null,
                RetryDetails = operation.Step is { } step ? new RetryDetails(step.Attempt, update.Step?.NextAttemptDelaySeconds) : null,
            },
            operation);
    }

    private void AddElapsed(IReadOnlyList<Operation> elapsed, DateTimeOffset at)
    {
        // A retry that has become ready is no event.
        foreach (var wait in elapsed.Where(static operation => operation.Type == OperationType.Wait))
        {
            Add(HistoryEventType.WaitSucceeded, at, new HistoryEventDetails { Duration = Duration(wait) }, wait);
        }
    }

    private void AddCallback(Operation operation, CallbackRecord record)
    {
        // A heartbeat is no event.
        if (record.Action == CallbackAction.Succeed)
        {
            Add(HistoryEventType.CallbackSucceeded, record.Timestamp, new HistoryEventDetails { Result = Payload(operation.Result) }, operation);
        }
        else if (record.Action == CallbackAction.Fail)
        {
            Add(HistoryEventType.CallbackFailed, record.Timestamp, new HistoryEventDetails { Error = Error(operation.Error!) }, operation);
        }
    }

    private void AddTimedOut(Operation operation, DateTimeOffset at) => Add(
        HistoryEventType.CallbackTimedOut,
        at,
        new HistoryEventDetails { Error = Error(new ErrorObject { ErrorType = operation.Error!.ErrorType }) },
        operation);

    private void AddInvokeEnded(Operation operation, DateTimeOffset at)
    {
        var type = operation.Status switch
        {
            OperationStatus.Succeeded => HistoryEventType.ChainedInvokeSucceeded,
            OperationStatus.TimedOut => HistoryEventType.ChainedInvokeTimedOut,
            OperationStatus.Stopped => HistoryEventType.ChainedInvokeStopped,
            _ => HistoryEventType.ChainedInvokeFailed,
        };
        var details = operation.Status == OperationStatus.Succeeded
            ? new HistoryEventDetails { Result = Payload(operation.Result) }
            : new HistoryEventDetails { Error = Error(operation.Error!) };
        Add(type, at, details, operation);
    }

    private void AddClosed(ExecutionClosedRecord record)
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
            Result = succeeded ? Payload(_head.Result) : null,
            Error = succeeded ? null : Error(_head.Error ?? new ErrorObject()),
        });
    }

    private void AddExecution(HistoryEventType type, DateTimeOffset at, HistoryEventDetails details) =>
        _events.Add(new HistoryEvent
        {
            EventType = type,
            EventId = _events.Count + 1,
            EventTimestamp = at,
            Id = _head.RunId,
            Name = _head.Id.Name,
            Details = details,
        });

    private void Add(HistoryEventType type, DateTimeOffset at, HistoryEventDetails details, Operation? operation = null) =>
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

    private EventPayload Payload(string? payload) =>
        _includeData || payload is null ? new EventPayload(payload, Truncated: false) : new EventPayload(null, Truncated: true);

    private EventError Error(ErrorObject error) => _includeData ? new EventError(error, Truncated: false) : new EventError(null, Truncated: true);

    private static long Duration(Operation wait) => (long)(wait.Wait!.ScheduledEndTimestamp - wait.StartTimestamp).TotalSeconds;
}
