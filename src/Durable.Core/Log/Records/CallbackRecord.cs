using System.Text.Json;
using Durable.Core.Engine;
using Durable.Model;

namespace Durable.Core.Log.Records;

/// <summary>Somebody outside did something to a callback.</summary>
/// <param name="OperationId">The callback.</param>
/// <param name="Action">What.</param>
/// <param name="Timestamp">When it was accepted.</param>
internal sealed record CallbackRecord(string OperationId, CallbackAction Action, DateTimeOffset Timestamp) : LogRecord(Timestamp)
{
    /// <summary>The result that was sent.</summary>
    public string? Payload { get; init; }

    /// <summary>The failure that was sent.</summary>
    public ErrorObject? Error { get; init; }

    /// <summary>The request that ended the callback. Repeated because its answer was lost, it must not be told that another one did.</summary>
    public string? RequestId { get; init; }

    /// <summary>The trace context of the sender.</summary>
    public string? Trace { get; init; }

    public override RecordData Data => new(Payload, Error);

    public static LogRecord? TryRead(in LogFields fields) => fields.Callback == 0
        ? null
        : new CallbackRecord(
            fields.RequireId("A callback"),
            LogCodes.CallbackActionOf(fields.Callback) ?? throw new JsonException($"Unknown action '{(char)fields.Callback}' of a callback."),
            fields.Time)
        {
            Payload = fields.Payload,
            Error = fields.Error,
            RequestId = fields.Sender,
            Trace = fields.Trace,
        };

    public override LogRecord WithoutData() => this with { Payload = Data.ToMarks().Payload, Error = Data.ToMarks().Error };

    public override void Write(LogRecordWriter writer)
    {
        writer.Letters("o"u8, LogCodes.Of(Action));
        writer.Time("t"u8, Timestamp);
        writer.Text("i"u8, OperationId);
        writer.Text("d"u8, Payload);
        writer.Error(Error);
        writer.Text("q"u8, RequestId);
        writer.Text("T"u8, Trace);
    }

    public override void Apply(OperationLog log) => log.Apply(this);

    public override void AddTo(HistoryBuilder history)
    {
        var callback = history.Log.Apply(this);
        if (Action == CallbackAction.Succeed)
        {
            history.Add(HistoryEventType.CallbackSucceeded, Timestamp, new HistoryEventDetails { Result = new EventPayload(callback.Result, Truncated: false) }, callback);
        }
        else if (Action == CallbackAction.Fail)
        {
            history.Add(HistoryEventType.CallbackFailed, Timestamp, new HistoryEventDetails { Error = new EventError(callback.Error!, Truncated: false) }, callback);
        }
    }

    // A heartbeat is taken without an invocation.
    public override void AddTo(InvocationTrail trail, bool hasChangedLog)
    {
        if (Action != CallbackAction.Heartbeat)
        {
            base.AddTo(trail, hasChangedLog);
            trail.NoteSender(Trace);
        }
    }
}
