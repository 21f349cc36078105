namespace Durable.Storage.PostgreSQL.Writing;

/// <summary>A new execution.</summary>
internal sealed class CreateRequest(long row, ExecutionHead head) : WriteRequest(head.Id)
{
    public long Row { get; } = row;

    public ExecutionHead Head { get; } = head;

    public byte[]? Input { get; } = StoredBytes.Encode(head.Input);

    public override long Bytes => Input?.Length ?? 0;
}
