namespace Durable.Core.Log;

/// <summary>
/// An invocation has begun. Recorded only where nothing else would say so before the function runs: it was cut off by a host that left, and the next
/// host may run code that kills its process. No event.
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
