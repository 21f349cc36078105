using System.Text.Json;
using Durable.Core.Log;
using Durable.Core.Log.Records;
using Durable.Model;

namespace Durable.Core.Operations.Invokes;

/// <summary>Invokes of other functions.</summary>
internal sealed class ChainedInvokeKind : OperationKind
{
    public override OperationType Type => OperationType.ChainedInvoke;

    public override byte? Code => (byte)'I';

    public override int MaxPayloadBytes => DurableLimits.MaxInvokePayloadBytes;

    public override string PayloadText => "CHAINED_INVOKE input payload";

    public override HistoryEventType StartedEvent => HistoryEventType.ChainedInvokeStarted;

    /// <summary>The state once its execution is known to exist.</summary>
    /// <exception cref="InvalidUpdateException">It is no open invoke.</exception>
    public static Operation Apply(Operation? current, InvokeDeliveredRecord record)
    {
        var (operation, invoke) = RequireOpen(current, record.OperationId);
        return operation with { ChainedInvoke = invoke with { IsDelivered = true, Payload = null } };
    }

    /// <summary>The state once its execution has ended.</summary>
    /// <exception cref="InvalidUpdateException">It is no open invoke.</exception>
    public static Operation Apply(Operation? current, InvokeEndedRecord record)
    {
        var (operation, invoke) = RequireOpen(current, record.OperationId);
        return operation with
        {
            Status = record.Status,
            Result = record.Payload,
            Error = record.Status == OperationStatus.Succeeded ? null : record.Error ?? new ErrorObject(),
            EndTimestamp = record.Timestamp,
            ChainedInvoke = invoke with { Payload = null },
        };
    }

    public override bool Allows(OperationAction action) => action is OperationAction.Start or OperationAction.GiveUp;

    public override Operation Apply(Operation? current, OperationUpdate update, DateTimeOffset now)
    {
        UpdateRules.Require(current is null, "Cannot start a CHAINED_INVOKE that already exist.", update);
        return Create(update, now) with { ChainedInvoke = new ChainedInvokeDetails(update.ChainedInvoke!, update.Payload) };
    }

    public override void WriteOptions(OperationUpdate update, LogRecordWriter writer)
    {
        if (update.ChainedInvoke is { } invoke)
        {
            writer.Text("f"u8, invoke.FunctionName);
            writer.Text("m"u8, invoke.ExecutionName);
            writer.Text("z"u8, invoke.TenantId);
            if (invoke.ParentClosePolicy != ParentClosePolicy.Abandon)
            {
                writer.Number("l"u8, (int)invoke.ParentClosePolicy);
            }
        }
    }

    public override string? FindMissing(OperationAction action, in LogFields fields) =>
        action == OperationAction.Start && fields.Function is null ? "a function" : null;

    public override OperationUpdate ReadOptions(OperationUpdate update, in LogFields fields) => update.Action == OperationAction.Start
        ? update with
        {
            ChainedInvoke = new ChainedInvokeOptions(
                ExecutionId.IsValidFunctionName(fields.Function) ? fields.Function! : throw new JsonException("An invoke of what is no function."),
                ExecutionId.IsValidName(fields.Execution) ? fields.Execution! : throw new JsonException("An invoke without the name of its execution."),
                fields.Tenant,
                fields.ClosePolicy is >= 0 and <= (int)ParentClosePolicy.Stop
                    ? (ParentClosePolicy)fields.ClosePolicy
                    : throw new JsonException(Invariant($"Unknown parent close policy {fields.ClosePolicy}."))),
        }
        : update;

    public override HistoryEventDetails StartedDetails(Operation operation, HistoryBuilder history) => new()
    {
        FunctionName = operation.ChainedInvoke!.Target.FunctionName,
        TenantId = operation.ChainedInvoke.Target.TenantId,
        Input = new EventPayload(operation.ChainedInvoke.Payload, Truncated: false),
        DurableExecutionArn = ExecutionArn.OfInvoked(operation.ChainedInvoke.Target.ExecutionId).ToString(),
    };

    protected override Type? OptionsOf(OperationAction action) => action == OperationAction.Start ? typeof(ChainedInvokeOptions) : null;

    protected override void RequireRanges(OperationUpdate update) =>
        UpdateRules.Require(update.ChainedInvoke is not { } invoke || IsInvocable(invoke), "Invalid ChainedInvokeOptions.", update);

    private static bool IsInvocable(ChainedInvokeOptions invoke) =>
        ExecutionId.IsValidFunctionName(invoke.FunctionName)
        && ExecutionId.IsValidName(invoke.ExecutionName)
        && (invoke.TenantId is null || NameRules.IsTenantId(invoke.TenantId))
        && Enum.IsDefined(invoke.ParentClosePolicy);

    private static (Operation Operation, ChainedInvokeDetails Invoke) RequireOpen(Operation? current, string operationId) =>
        current is { ChainedInvoke: { } invoke, Status: OperationStatus.Started }
            ? (current, invoke)
            : throw new InvalidUpdateException("Invalid current CHAINED_INVOKE state to close.", operationId);
}
