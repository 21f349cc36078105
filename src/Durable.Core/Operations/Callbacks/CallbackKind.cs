using Durable.Core.Log;
using Durable.Core.Log.Records;
using Durable.Model;

namespace Durable.Core.Operations.Callbacks;

/// <summary>Callbacks.</summary>
internal sealed class CallbackKind : OperationKind
{
    public override OperationType Type => OperationType.Callback;

    public override byte? Code => (byte)'K';

    public override HistoryEventType StartedEvent => HistoryEventType.CallbackStarted;

    /// <summary>The state after somebody outside did something to it.</summary>
    /// <exception cref="InvalidUpdateException">It is no open callback.</exception>
    public static Operation Apply(Operation? current, CallbackRecord record)
    {
        if (current is not { Callback: { } callback, Status: OperationStatus.Started })
        {
            throw new InvalidUpdateException("The callback is either timed out or already completed.", record.OperationId);
        }

        return record.Action switch
        {
            CallbackAction.Heartbeat => current with
            {
                Callback = callback with { HeartbeatTimestamp = After(callback.HeartbeatSeconds, record.Timestamp) },
            },
            CallbackAction.Succeed => current with
            {
                Status = OperationStatus.Succeeded,
                Result = record.Payload,
                EndTimestamp = record.Timestamp,
                Callback = callback with { RequestId = record.RequestId },
            },
            _ => current with
            {
                Status = OperationStatus.Failed,
                Error = record.Error ?? new ErrorObject(),
                EndTimestamp = record.Timestamp,
                Callback = callback with { RequestId = record.RequestId },
            },
        };
    }

    /// <summary>The state once its deadline has passed. The earlier of both deadlines names the cause.</summary>
    public static Operation TimeOut(Operation callback, DateTimeOffset now)
    {
        var isHeartbeat = callback.CallbackDeadline != callback.Callback!.TimeoutTimestamp;
        return callback with
        {
            Status = OperationStatus.TimedOut,
            EndTimestamp = now,
            Error = new ErrorObject
            {
                ErrorType = isHeartbeat ? CallbackTimeoutException.HeartbeatErrorType : CallbackTimeoutException.TimeoutErrorType,
                ErrorMessage = isHeartbeat ? "Callback timed out on heartbeat" : "Callback timed out",
            },
        };
    }

    public override bool Allows(OperationAction action) => action is OperationAction.Start or OperationAction.GiveUp;

    public override Operation Apply(Operation? current, OperationUpdate update, DateTimeOffset now)
    {
        UpdateRules.Require(current is null, "Cannot start a CALLBACK that already exist.", update);
        var options = update.Callback!;
        return Create(update, now) with
        {
            Callback = new CallbackDetails(options.Key)
            {
                TimeoutTimestamp = After(options.TimeoutSeconds, now),
                HeartbeatSeconds = options.HeartbeatSeconds,
                HeartbeatTimestamp = After(options.HeartbeatSeconds, now),
            },
        };
    }

    public override void WriteOptions(OperationUpdate update, LogRecordWriter writer)
    {
        writer.Number("s"u8, update.Callback?.TimeoutSeconds);
        writer.Number("h"u8, update.Callback?.HeartbeatSeconds);
        writer.Text("k"u8, update.Callback?.Key);
    }

    public override string? FindMissing(OperationAction action, in LogFields fields) =>
        action == OperationAction.Start && fields.Key is null ? "a key" : null;

    public override OperationUpdate ReadOptions(OperationUpdate update, in LogFields fields) => update.Action == OperationAction.Start
        ? update with { Callback = new CallbackOptions(fields.Key!, fields.Seconds, fields.HeartbeatSeconds) }
        : update;

    public override HistoryEventDetails StartedDetails(Operation operation, HistoryBuilder history) => new()
    {
        CallbackId = new CallbackReference(history.Head.Id, operation.Id, operation.Callback!.Key).ToString(),
        Timeout = (long?)(operation.Callback.TimeoutTimestamp - operation.StartTimestamp)?.TotalSeconds,
        HeartbeatTimeout = operation.Callback.HeartbeatSeconds,
    };

    protected override Type? OptionsOf(OperationAction action) => action == OperationAction.Start ? typeof(CallbackOptions) : null;

    protected override void RequireRanges(OperationUpdate update)
    {
        UpdateRules.Require(
            update.Callback is null or { TimeoutSeconds: null or (>= 1 and <= UpdateRules.MaxCallbackSeconds) }, "TimeoutSeconds must be 1 to 99999999.", update);
        UpdateRules.Require(
            update.Callback is null or { HeartbeatSeconds: null or (>= 1 and <= UpdateRules.MaxCallbackSeconds) },
            "HeartbeatTimeoutSeconds must be 1 to 99999999.",
            update);
    }

    private static DateTimeOffset? After(int? seconds, DateTimeOffset now) => seconds is { } value ? now.AddSeconds(value) : null;
}
