namespace Durable.Storage.Writing;

/// <summary>Creates an execution if its id is free.</summary>
internal sealed class CreateRequest(ExecutionHead head) : WriteRequest<ExecutionHead?>
{
    public override long Bytes => head.Input?.Length ?? 0;

    protected override ExecutionHead? Write(ExecutionTable table) => table.Create(head);
}
