using Durable.Core.Log;
using Durable.Model;

namespace Durable.Core.Operations;

/// <summary>The execution itself, which an update may end and which has no operation in the log.</summary>
internal sealed class ExecutionKind : OperationKind
{
    public override OperationType Type => OperationType.Execution;

    public override byte? Code => null;

    public override int MaxPayloadBytes => DurableLimits.MaxExecutionPayloadBytes;

    public override string PayloadText => "Execution output payload";

    public override HistoryEventType StartedEvent => HistoryEventType.ExecutionStarted;

    public override bool Allows(OperationAction action) => action is OperationAction.Succeed or OperationAction.Fail;

    public override Operation Apply(Operation? current, OperationUpdate update, DateTimeOffset now) =>
        throw new InvalidUpdateException("An EXECUTION is no operation of its log.", update.Id);
}
