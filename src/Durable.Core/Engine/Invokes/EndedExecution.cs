using Durable.Core.Log;
using Durable.Core.Operations.Invokes;
using Durable.Model;
using Durable.Storage;

namespace Durable.Core.Engine.Invokes;

/// <summary>An execution that has ended, and whom that concerns beside its clients.</summary>
/// <param name="Head">Its head, with result and error.</param>
/// <param name="Invokes">Its invokes whose executions have not ended, as far as it knows.</param>
/// <param name="Deliveries">Completes when no start of any of them is on its way any more.</param>
internal sealed record EndedExecution(ExecutionHead Head, IReadOnlyList<Operation> Invokes, Task Deliveries)
{
    /// <summary>Whether somebody has yet to be told.</summary>
    public bool IsUnsettled => IsUnsettledHead(Head);

    /// <summary>Executions that end with it.</summary>
    public IEnumerable<ExecutionId> ChildrenToStop => Invokes.Where(EndsWithParent).Select(static invoke => invoke.ChainedInvoke!.Target.ExecutionId);

    /// <summary>Executions that it has invoked without waiting for them, and that may not have been started yet.</summary>
    public IEnumerable<InvokedStart> ChildrenToStart => Invokes
        .Where(static invoke => !invoke.ChainedInvoke!.IsDelivered && !EndsWithParent(invoke))
        .Select(invoke => InvokedStart.Of(invoke, Head));

    /// <summary>Whether an execution has ended and somebody has yet to be told.</summary>
    public static bool IsUnsettledHead(ExecutionHead head) => head is { Status: not ExecutionStatus.Running, WakeUp: not null };

    /// <summary>Those of its open invokes that the end of an execution concerns.</summary>
    public static IReadOnlyList<Operation> Concerned(OperationLog log) =>
        [.. log.OpenInvokes().Where(static invoke => EndsWithParent(invoke) || !invoke.ChainedInvoke!.IsDelivered)];

    /// <summary>As it stands in the store.</summary>
    public static EndedExecution Of(StoredExecution stored)
    {
        // Of one that was stopped because its log is damaged, what can be read of it is taken.
        _ = OperationLog.TryFold(stored, out var log);
        return new EndedExecution(stored.Head, Concerned(log), Task.CompletedTask);
    }

    /// <summary>Whether the invoked execution is to end with the one that has invoked it.</summary>
    public static bool EndsWithParent(Operation invoke) => invoke.ChainedInvoke!.Target.ParentClosePolicy == ParentClosePolicy.Stop;
}
