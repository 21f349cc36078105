namespace Durable.Storage.Writing;

/// <summary>Deletes some of the expired executions.</summary>
internal sealed class DeleteExpiredRequest(long untilMs, int limit) : WriteRequest<int>
{
    public override long Bytes => 0;

    protected override int Write(ExecutionTable table) => table.DeleteExpired(untilMs, limit);
}
