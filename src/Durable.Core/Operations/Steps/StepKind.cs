using Durable.Core.Log;
using Durable.Core.Log.Records;
using Durable.Model;

namespace Durable.Core.Operations.Steps;

/// <summary>Steps, and the conditions that are steps which poll.</summary>
internal sealed class StepKind : OperationKind
{
    public override OperationType Type => OperationType.Step;

    public override byte? Code => (byte)'S';

    public override HistoryEventType StartedEvent => HistoryEventType.StepStarted;

    /// <summary>The state after the START of an attempt.</summary>
    /// <exception cref="InvalidUpdateException">The step does not stand before an attempt.</exception>
    public static Operation Start(Operation? current, OperationUpdate update, DateTimeOffset now)
    {
        UpdateRules.Require(current is null or { Status: OperationStatus.Ready }, "Invalid current STEP state to start.", update);
        return current is null
            ? New(update, now)
            : current with { Status = OperationStatus.Started, Step = current.Step! with { LostAttempts = 0 } };
    }

    public override bool Allows(OperationAction action) =>
        action is OperationAction.Start or OperationAction.Succeed or OperationAction.Fail or OperationAction.Retry or OperationAction.Lose;

    public override bool MayFollowStart(OperationAction action) => action is OperationAction.Succeed or OperationAction.Fail or OperationAction.Retry;

    public override Operation Apply(Operation? current, OperationUpdate update, DateTimeOffset now)
    {
        if (update.Action == OperationAction.Start)
        {
            return Start(current, update, now);
        }

        // A call that its caller cancels ends between two attempts, too.
        var isOpen = current is null or { Status: OperationStatus.Started or OperationStatus.Ready }
            || (current.Status == OperationStatus.Pending && CallCancellation.Is(update.Error));
        var step = current ?? New(update, now);
        var details = step.Step!;
        switch (update.Action)
        {
            case OperationAction.Succeed:
                UpdateRules.Require(isOpen, "Invalid current STEP state to close.", update);
                return step with
                {
                    Step = details.AfterAttempt(),
                    Status = OperationStatus.Succeeded,
                    Result = update.Payload,
                    Error = null,
                    EndTimestamp = now,
                };

            case OperationAction.Fail:
                UpdateRules.Require(isOpen, "Invalid current STEP state to close.", update);
                return step with
                {
                    Step = details.AfterAttempt(),
                    Status = OperationStatus.Failed,
                    Result = null,
                    Error = update.Error ?? new ErrorObject(),
                    EndTimestamp = now,
                };

            case OperationAction.Lose:
                UpdateRules.Require(current is { Status: OperationStatus.Started }, "Invalid current STEP state to lose an attempt.", update);
                return step with { Step = details with { LostAttempts = details.LostAttempts + 1 } };

            default:
                UpdateRules.Require(
                    current is { Status: OperationStatus.Started or OperationStatus.Ready }, "Invalid current STEP state to re-attempt.", update);
                return step with
                {
                    Step = details.AfterAttempt() with
                    {
                        NextAttemptTimestamp = now.AddSeconds(update.Step!.NextAttemptDelaySeconds),
                        Failures = update.Error is null ? 0 : update.Error.ErrorType == step.Error?.ErrorType ? details.Failures + 1 : 1,
                    },
                    Status = OperationStatus.Pending,
                    Result = update.Payload,
                    Error = update.Error,
                };
        }
    }

    public override Operation Elapse(Operation operation, DateTimeOffset now) =>
        operation with { Status = OperationStatus.Ready, Step = operation.Step! with { NextAttemptTimestamp = null } };

    public override void WriteOptions(OperationUpdate update, LogRecordWriter writer) =>
        writer.Number("s"u8, update.Step?.NextAttemptDelaySeconds);

    public override string? FindMissing(OperationAction action, in LogFields fields) =>
        action == OperationAction.Retry && fields.Seconds is null ? "a delay" : null;

    public override OperationUpdate ReadOptions(OperationUpdate update, in LogFields fields) =>
        update.Action == OperationAction.Retry ? update with { Step = new StepOptions(fields.Seconds!.Value) } : update;

    public override void AddToHistory(Operation operation, UpdateRecord record, HistoryBuilder history)
    {
        var update = record.Update;
        if (update.Action == OperationAction.Lose)
        {
            // The invocation that was lost says so.
            return;
        }

        var isFailure = update.Action == OperationAction.Fail || update.Error is not null;
        history.AddEnded(
            isFailure ? HistoryEventType.StepFailed : HistoryEventType.StepSucceeded,
            operation,
            record,
            isFailure,
            new RetryDetails(operation.Step!.Attempt, update.Step?.NextAttemptDelaySeconds));
    }

    protected override Type? OptionsOf(OperationAction action) => action == OperationAction.Retry ? typeof(StepOptions) : null;

    protected override void RequireRanges(OperationUpdate update) => UpdateRules.Require(
        update.Step is null or { NextAttemptDelaySeconds: >= 1 and <= MaxDelaySeconds }, "NextAttemptDelaySeconds must be 1 to 31622400.", update);

    private static Operation New(OperationUpdate update, DateTimeOffset now) => Create(update, now, StepDetails.None);
}
