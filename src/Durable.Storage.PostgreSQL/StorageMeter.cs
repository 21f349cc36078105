using System.Collections.Concurrent;
using Durable.Storage.PostgreSQL.Writing;

namespace Durable.Storage;

/// <summary>Adds up what executions have cost since the store was opened.</summary>
internal sealed class StorageMeter
{
    private readonly ConcurrentDictionary<string, Sums> _functions = new(StringComparer.Ordinal);

    public StorageUsage Total => _functions.Values.Aggregate(default(StorageUsage), static (total, sums) => total + sums.Read());

    public StorageUsage Of(string function) => _functions.TryGetValue(function, out var sums) ? sums.Read() : default;

    public void Wrote(WriteRequest request) =>
        _functions.GetOrAdd(request.Id.FunctionName, static _ => new Sums()).Add(new StorageUsage(1, 0, 0, 0) { BytesWritten = request.Bytes, RowsWritten = request.Rows });

    private sealed class Sums
    {
        private readonly Lock _lock = new();
        private StorageUsage _sum;

        public void Add(StorageUsage usage)
        {
            lock (_lock)
            {
                _sum += usage;
            }
        }

        public StorageUsage Read()
        {
            lock (_lock)
            {
                return _sum;
            }
        }
    }
}
