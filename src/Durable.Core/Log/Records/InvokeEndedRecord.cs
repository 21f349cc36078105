using System.Text.Json;
using Durable.Core.Engine;
using Durable.Model;

namespace Durable.Core.Log.Records;

/// <summary>An invoked execution has ended, or could not be started.</summary>
/// <param name="OperationId">The invoke.</param>
/// <param name="Status">How it ended.</param>
/// <param name="Timestamp">When that arrived here.</param>
internal sealed record InvokeEndedRecord(string OperationId, OperationStatus Status, DateTimeOffset Timestamp) : LogRecord(Timestamp)
{
    /// <summary>Its result.</summary>
    public string? Payload { get; init; }

    /// <summary>Its error.</summary>
    public ErrorObject? Error { get; init; }

    /// <summary>The version of the function that it ran, when no answer to its start has said so before.</summary>
    public string? Version { get; init; }

    /// <summary>The trace context that it was started in.</summary>
    public string? Trace { get; init; }

    public override RecordData Data => new(Payload, Error);

    public static LogRecord? TryRead(in LogFields fields) => fields.Invoke == 0
        ? null
        : new InvokeEndedRecord(
            fields.RequireId("An invoke"),
            LogCodes.InvokeEndOf(fields.Invoke) ?? throw new JsonException($"Unknown end '{(char)fields.Invoke}' of an invoke."),
            fields.Time)
        {
            Payload = fields.Payload,
            Error = fields.Error,
            Version = fields.Version,
            Trace = fields.Trace,
        };

    public override LogRecord WithoutData() => this with { Payload = Data.ToMarks().Payload, Error = Data.ToMarks().Error };

    public override void Write(LogRecordWriter writer)
    {
        writer.Letters("j"u8, LogCodes.Of(Status));
        writer.Time("t"u8, Timestamp);
        writer.Text("i"u8, OperationId);
        writer.Text("d"u8, Payload);
        writer.Error(Error);
        writer.Text("V"u8, Version);
        writer.Text("T"u8, Trace);
    }

    public override void Apply(OperationLog log) => log.Apply(this);

    public override void AddTo(HistoryBuilder history)
    {
        var invoke = history.Log.Apply(this);
        history.NoteVersion(invoke, Version);
        var type = invoke.Status switch
        {
            OperationStatus.Succeeded => HistoryEventType.ChainedInvokeSucceeded,
            OperationStatus.TimedOut => HistoryEventType.ChainedInvokeTimedOut,
            OperationStatus.Stopped => HistoryEventType.ChainedInvokeStopped,
            _ => HistoryEventType.ChainedInvokeFailed,
        };
        var details = invoke.Status == OperationStatus.Succeeded
            ? new HistoryEventDetails { Result = new EventPayload(invoke.Result, Truncated: false) }
            : new HistoryEventDetails { Error = new EventError(invoke.Error!, Truncated: false) };
        history.Add(type, Timestamp, details, invoke);
    }

    public override void AddTo(InvocationTrail trail, bool hasChangedLog)
    {
        base.AddTo(trail, hasChangedLog);
        trail.NoteSender(Trace);
    }
}
