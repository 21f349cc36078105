using Durable.Core.Engine;
using Durable.Model;

namespace Durable.Core.Log.Records;

/// <summary>An invocation ended.</summary>
/// <param name="StartedAt">When it began.</param>
/// <param name="Timestamp">When it ended.</param>
/// <param name="RequestId">Identifies it.</param>
/// <param name="Error">Set when its process died in it.</param>
internal sealed record InvocationCompletedRecord(DateTimeOffset StartedAt, DateTimeOffset Timestamp, string RequestId, ErrorObject? Error)
    : LogRecord(Timestamp)
{
    public override RecordData Data => new(Payload: null, Error);

    public static LogRecord? TryRead(in LogFields fields) =>
        fields.RequestId is { } requestId ? new InvocationCompletedRecord(fields.Begin, fields.Time, requestId, fields.Error) : null;

    public override LogRecord WithoutData() => this with { Error = Data.ToMarks().Error };

    public override void Write(LogRecordWriter writer)
    {
        writer.Text("v"u8, RequestId);
        writer.Time("b"u8, StartedAt);
        writer.Time("t"u8, Timestamp);
        writer.Error(Error);
    }

    public override void AddTo(HistoryBuilder history) => history.Add(HistoryEventType.InvocationCompleted, Timestamp, new HistoryEventDetails
    {
        StartTimestamp = StartedAt,
        EndTimestamp = Timestamp,
        RequestId = RequestId,
        Error = Error is null ? null : new EventError(Error, Truncated: false),
    });

    public override void AddTo(InvocationTrail trail, bool hasChangedLog)
    {
        if (Error is not null && LostInvocation.Is(Error))
        {
            trail.NoteLoss(Timestamp, startsAnew: LostInvocation.StartsAnew(Error));
        }
        else
        {
            trail.NoteClosed(Timestamp);
        }
    }
}
