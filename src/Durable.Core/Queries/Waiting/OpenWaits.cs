using Durable.Core.Log;
using Durable.Model;

namespace Durable.Core.Queries.Waiting;

/// <summary>Operations that are open, as what their execution waits for.</summary>
internal static class OpenWaits
{
    /// <summary>What a log says, the longest open first. For use in the turns of the log's execution.</summary>
    public static IReadOnlyList<WaitingFor> Of(OperationLog log) =>
        [.. log.Open().OrderBy(static operation => operation.StartSequence).Select(Of)];

    /// <summary>What kind of thing an open operation is.</summary>
    public static WaitKind KindOf(Operation operation) => operation.Type switch
    {
        OperationType.Wait => WaitKind.Timer,
        OperationType.Callback => WaitKind.Callback,
        OperationType.ChainedInvoke => WaitKind.Invoke,
        _ when operation.SubType == OperationSubTypes.WaitForCondition => WaitKind.Condition,
        _ => operation.Status == OperationStatus.Started ? WaitKind.Step : WaitKind.Retry,
    };

    private static WaitingFor Of(Operation operation) => new()
    {
        Kind = KindOf(operation),
        OperationId = operation.Id,
        Name = operation.Name,
        Since = operation.StartTimestamp,
        Until = operation.DueAt ?? operation.CallbackDeadline,
        Attempt = operation.Step is { } step ? step.Attempt + (operation.Status == OperationStatus.Started ? 1 : 0) : 0,
        Failures = operation.Step?.Failures ?? 0,
        LastError = operation.Error,
        Execution = operation.ChainedInvoke?.Target.ExecutionId,
    };
}
