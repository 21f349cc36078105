namespace Durable.Storage.Writing;

/// <summary>Finds out whether the database can be written.</summary>
internal sealed class WriteCheckRequest : WriteRequest<bool>
{
    public override long Bytes => 0;

    protected override bool Write(ExecutionTable table)
    {
        table.TakeRoom();
        return true;
    }
}
