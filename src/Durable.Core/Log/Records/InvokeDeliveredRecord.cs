using Durable.Core.Engine;

namespace Durable.Core.Log.Records;

/// <summary>The invoked execution is known to exist: it need not be started once more when this one goes on from its log.</summary>
/// <param name="OperationId">The invoke.</param>
/// <param name="Timestamp">When that was known.</param>
internal sealed record InvokeDeliveredRecord(string OperationId, DateTimeOffset Timestamp) : LogRecord(Timestamp)
{
    /// <summary>The version of the function that it was started on; null in logs of before that was recorded.</summary>
    public string? Version { get; init; }

    public static LogRecord? TryRead(in LogFields fields) => fields.Invoke == LogCodes.InvokeDelivered
        ? new InvokeDeliveredRecord(fields.RequireId("An invoke"), fields.Time) { Version = fields.Version }
        : null;

    public override void Write(LogRecordWriter writer)
    {
        writer.Letters("j"u8, LogCodes.InvokeDelivered);
        writer.Time("t"u8, Timestamp);
        writer.Text("i"u8, OperationId);
        writer.Text("V"u8, Version);
    }

    public override void Apply(OperationLog log) => log.Apply(this);

    // No event, but the event of its START did not know the version.
    public override void AddTo(HistoryBuilder history) => history.NoteVersion(history.Log.Apply(this), Version);

    // A start is confirmed without an invocation.
    public override void AddTo(InvocationTrail trail, bool hasChangedLog)
    {
    }
}
