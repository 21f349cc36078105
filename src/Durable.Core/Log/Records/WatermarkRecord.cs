using Durable.Core.Engine;

namespace Durable.Core.Log.Records;

/// <summary>The durable clock has passed this time: every wait and retry due by then has elapsed.</summary>
/// <param name="Timestamp">The durable clock.</param>
/// <param name="IsAhead">
/// Whether it was written ahead of records that had been accepted before it and did not fit into its batch: what elapses by it does so at the
/// <see cref="WatermarkPlaceRecord"/> behind them.
/// </param>
internal sealed record WatermarkRecord(DateTimeOffset Timestamp, bool IsAhead = false) : LogRecord(Timestamp)
{
    public static LogRecord? TryRead(in LogFields fields) =>
        fields.Watermark is { } watermark ? new WatermarkRecord(LogFields.ToTime(watermark), IsAhead: fields.Ahead == 1) : null;

    public override void Write(LogRecordWriter writer)
    {
        writer.Time("w"u8, Timestamp);
        if (IsAhead)
        {
            writer.Number("a"u8, 1);
        }
    }

    public override void Apply(OperationLog log) => log.Apply(this);

    public override void AddTo(HistoryBuilder history) => history.AddElapsed(history.Log.Apply(this), Timestamp);

    // A lease is renewed without an invocation.
    public override void AddTo(InvocationTrail trail, bool hasChangedLog)
    {
        if (hasChangedLog)
        {
            base.AddTo(trail, hasChangedLog);
        }
    }
}
