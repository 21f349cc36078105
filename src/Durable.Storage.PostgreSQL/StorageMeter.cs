using Durable.Storage.PostgreSQL.Writing;
using Durable.Storage.Shared;

namespace Durable.Storage;

/// <summary>Adds up what executions have cost since the store was opened.</summary>
internal sealed class StorageMeter
{
    private readonly UsageByFunction _usage = new();

    public StorageUsage Total => _usage.Total;

    public StorageUsage Of(string function) => _usage.Of(function);

    public void Wrote(WriteRequest request) =>
        _usage.Add(request.Id.FunctionName, new StorageUsage(1, 0, 0, 0) { BytesWritten = request.Bytes, RowsWritten = request.Rows });
}
