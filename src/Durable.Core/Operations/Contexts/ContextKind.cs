using Durable.Core.Log;
using Durable.Core.Log.Records;
using Durable.Model;

namespace Durable.Core.Operations.Contexts;

/// <summary>Child contexts, batches, branches and items.</summary>
internal sealed class ContextKind : OperationKind
{
    public override OperationType Type => OperationType.Context;

    public override byte? Code => (byte)'C';

    public override HistoryEventType StartedEvent => HistoryEventType.ContextStarted;

    public override bool Allows(OperationAction action) => action is OperationAction.Start or OperationAction.Succeed or OperationAction.Fail;

    public override bool MayFollowStart(OperationAction action) => action is OperationAction.Succeed or OperationAction.Fail;

    public override Operation Apply(Operation? current, OperationUpdate update, DateTimeOffset now)
    {
        if (update.Action == OperationAction.Start)
        {
            UpdateRules.Require(current is null, "Cannot start a CONTEXT that already exist.", update);
            return Create(update, now);
        }

        UpdateRules.Require(current is { Status: OperationStatus.Started }, "Invalid current CONTEXT state to close.", update);
        return update.Action == OperationAction.Succeed
            ? current! with
            {
                Status = OperationStatus.Succeeded,
                Result = update.Payload,
                Context = update.Context is { ReplayChildren: true } ? ContextDetails.Replayed : ContextDetails.Recorded,
                EndTimestamp = now,
            }
            : current! with { Status = OperationStatus.Failed, Error = update.Error ?? new ErrorObject(), EndTimestamp = now };
    }

    public override void WriteOptions(OperationUpdate update, LogRecordWriter writer)
    {
        if (update.Context is { ReplayChildren: true })
        {
            writer.Number("r"u8, 1);
        }
    }

    public override OperationUpdate ReadOptions(OperationUpdate update, in LogFields fields) =>
        fields.ReplayChildren ? update with { Context = new ContextOptions(ReplayChildren: true) } : update;

    public override void AddToHistory(Operation operation, UpdateRecord record, HistoryBuilder history)
    {
        var isFailure = record.Update.Action == OperationAction.Fail;
        history.AddEnded(isFailure ? HistoryEventType.ContextFailed : HistoryEventType.ContextSucceeded, operation, record, isFailure);
    }

    protected override Type? OptionsOf(OperationAction action) => action == OperationAction.Succeed ? typeof(ContextOptions) : null;

    protected override bool MayLackOptions => true;
}
