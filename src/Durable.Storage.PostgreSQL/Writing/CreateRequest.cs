namespace Durable.Storage.PostgreSQL.Writing;

/// <summary>A new execution.</summary>
internal sealed class CreateRequest(long row, ExecutionHead head) : WriteRequest(head)
{
    public long Row { get; } = row;

    public byte[]? Input { get; } = StoredBytes.Encode(head.Input);

    public override long Bytes => Input?.Length ?? 0;
}
