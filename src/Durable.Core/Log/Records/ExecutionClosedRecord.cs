using Durable.Model;

namespace Durable.Core.Log.Records;

/// <summary>The execution ended; result and error are in the head.</summary>
/// <param name="Status">How.</param>
/// <param name="Timestamp">When.</param>
internal sealed record ExecutionClosedRecord(ExecutionStatus Status, DateTimeOffset Timestamp) : LogRecord(Timestamp)
{
    public static LogRecord? TryRead(in LogFields fields) =>
        fields.Closed is { } closed && WireNames.TryParse<ExecutionStatus>(closed, out var status) ? new ExecutionClosedRecord(status, fields.Time) : null;

    public override void Write(LogRecordWriter writer)
    {
        writer.Text("c"u8, WireNames.Of(Status));
        writer.Time("t"u8, Timestamp);
    }

    public override void Apply(OperationLog log) => log.Close();

    public override void AddTo(HistoryBuilder history) => history.AddClosed(this);
}
