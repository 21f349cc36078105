namespace Durable.Core.Log.Records;

/// <summary>
/// The place of the oldest watermark that was written ahead: it proves what is before it there, and the function saw what elapsed by it here.
/// </summary>
/// <param name="Timestamp">The watermark's time.</param>
internal sealed record WatermarkPlaceRecord(DateTimeOffset Timestamp) : LogRecord(Timestamp)
{
    public static LogRecord? TryRead(in LogFields fields) =>
        fields.Ahead is { } place ? new WatermarkPlaceRecord(LogFields.ToTime(place)) : null;

    public override void Write(LogRecordWriter writer) => writer.Time("a"u8, Timestamp);

    public override void Apply(OperationLog log) => log.Apply(this);

    public override void AddTo(HistoryBuilder history) => history.AddElapsed(history.Log.Apply(this), Timestamp);
}
