using Durable.Model;

namespace Durable.Core.Log.Records;

/// <summary>
/// The clock has passed this time: every callback that was to be completed, or to have a heartbeat, by then has timed out.
/// </summary>
/// <remarks>
/// Not the watermark: that stands at the end of a batch and so before records that are still pending, among which there may be the completion
/// of a callback that made it in time. This record is one among the others, and applies to what is before it.
/// </remarks>
/// <param name="Timestamp">The time.</param>
internal sealed record CallbackDeadlineRecord(DateTimeOffset Timestamp) : LogRecord(Timestamp)
{
    public static LogRecord? TryRead(in LogFields fields) =>
        fields.Deadline is { } deadline ? new CallbackDeadlineRecord(LogFields.ToTime(deadline)) : null;

    public override void Write(LogRecordWriter writer) => writer.Time("x"u8, Timestamp);

    public override void Apply(OperationLog log) => log.TimeOutCallbacks(Timestamp);

    public override void AddTo(HistoryBuilder history)
    {
        foreach (var callback in history.Log.TimeOutCallbacks(Timestamp))
        {
            var error = new EventError(new ErrorObject { ErrorType = callback.Error!.ErrorType }, Truncated: false);
            history.Add(HistoryEventType.CallbackTimedOut, Timestamp, new HistoryEventDetails { Error = error }, callback);
        }
    }
}
