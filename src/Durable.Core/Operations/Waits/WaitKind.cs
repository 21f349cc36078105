using Durable.Core.Log;
using Durable.Core.Log.Records;
using Durable.Model;

namespace Durable.Core.Operations.Waits;

/// <summary>Waits.</summary>
internal sealed class WaitKind : OperationKind
{
    public override OperationType Type => OperationType.Wait;

    public override byte? Code => (byte)'W';

    public override HistoryEventType StartedEvent => HistoryEventType.WaitStarted;

    public override bool Allows(OperationAction action) => action is OperationAction.Start or OperationAction.Cancel or OperationAction.GiveUp;

    public override Operation Apply(Operation? current, OperationUpdate update, DateTimeOffset now)
    {
        if (update.Action == OperationAction.Start)
        {
            UpdateRules.Require(current is null, "Cannot start a WAIT that already exist.", update);
            return Create(update, now) with { Wait = new WaitDetails(now.AddSeconds(update.Wait!.WaitSeconds)) };
        }

        UpdateRules.Require(
            current is { Status: OperationStatus.Started }, "Cannot cancel a WAIT that does not exist or has already completed.", update);
        return current! with { Status = OperationStatus.Cancelled, EndTimestamp = now };
    }

    public override Operation Elapse(Operation operation, DateTimeOffset now) =>
        operation with { Status = OperationStatus.Succeeded, EndTimestamp = now };

    public override void WriteOptions(OperationUpdate update, LogRecordWriter writer) => writer.Number("s"u8, update.Wait?.WaitSeconds);

    public override string? FindMissing(OperationAction action, in LogFields fields) =>
        action == OperationAction.Start && fields.Seconds is null ? "a delay" : null;

    public override OperationUpdate ReadOptions(OperationUpdate update, in LogFields fields) =>
        update.Action == OperationAction.Start ? update with { Wait = new WaitOptions(fields.Seconds!.Value) } : update;

    public override HistoryEventDetails StartedDetails(Operation operation, HistoryBuilder history) =>
        new() { Duration = Duration(operation), ScheduledEndTimestamp = operation.Wait!.ScheduledEndTimestamp };

    public override void AddToHistory(Operation operation, UpdateRecord record, HistoryBuilder history)
    {
        // What a call was given up for goes on.
        if (record.Update.Action == OperationAction.Cancel)
        {
            history.Add(HistoryEventType.WaitCancelled, record.Timestamp, new HistoryEventDetails(), operation);
        }
    }

    public override void AddElapsed(Operation operation, DateTimeOffset at, HistoryBuilder history) =>
        history.Add(HistoryEventType.WaitSucceeded, at, new HistoryEventDetails { Duration = Duration(operation) }, operation);

    protected override Type? OptionsOf(OperationAction action) => action == OperationAction.Start ? typeof(WaitOptions) : null;

    protected override string LackOf(Type options) => "Update for WAIT operation requires WaitOptions.";

    protected override void RequireRanges(OperationUpdate update) => UpdateRules.Require(
        update.Wait is null or { WaitSeconds: >= 1 and <= MaxDelaySeconds }, "WaitSeconds must be 1 to 31622400.", update);

    private static long Duration(Operation wait) => (long)(wait.Wait!.ScheduledEndTimestamp - wait.StartTimestamp).TotalSeconds;
}
