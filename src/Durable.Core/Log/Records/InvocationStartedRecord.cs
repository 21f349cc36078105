namespace Durable.Core.Log.Records;

/// <summary>
/// An invocation has begun, of an execution that came back into memory. Durable before the function runs: its code may have changed, and may kill its
/// process before it records anything. No event.
/// </summary>
/// <param name="Timestamp">When.</param>
internal sealed record InvocationStartedRecord(DateTimeOffset Timestamp) : LogRecord(Timestamp)
{
    public static LogRecord? TryRead(in LogFields fields) => fields.Started is { } at ? new InvocationStartedRecord(LogFields.ToTime(at)) : null;

    public override void Write(LogRecordWriter writer) => writer.Time("B"u8, Timestamp);

    public override void AddTo(HistoryBuilder history)
    {
    }
}
