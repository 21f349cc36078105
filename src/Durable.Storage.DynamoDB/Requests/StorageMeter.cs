using System.Collections.Concurrent;
using Amazon.DynamoDBv2.Model;

namespace Durable.Storage.Requests;

/// <summary>Adds up what requests have cost, by DynamoDB's own count.</summary>
internal sealed class StorageMeter(StorageMetrics metrics)
{
    // Requests of no function: lists, and looking for what is due.
    private const string NoFunction = "";

    private readonly ConcurrentDictionary<string, Sums> _functions = new(StringComparer.Ordinal);

    /// <summary>Everything since the store was opened.</summary>
    public StorageUsage Total
    {
        get
        {
            var total = default(StorageUsage);
            foreach (var sums in _functions.Values)
            {
                total += sums.Read();
            }

            return total;
        }
    }

    /// <summary>What a function's executions have cost since the store was opened.</summary>
    public StorageUsage Of(string function) => _functions.TryGetValue(function, out var sums) ? sums.Read() : default;

    // Of an update or a delete DynamoDB does not say how large the item is that it changes: 0 bytes.
    public StorageUsage Wrote(string? function, int attempts, ConsumedCapacity? capacity, long bytes = 0) =>
        Wrote(function, Counted(attempts, capacity, bytes));

    public StorageUsage Wrote(string? function, StorageUsage usage) => Add(function, usage);

    /// <summary>What DynamoDB counted for a write.</summary>
    public static StorageUsage Counted(int attempts, ConsumedCapacity? capacity, long bytes)
    {
        var index = IndexUnits(capacity);
        return new StorageUsage(attempts, (capacity?.CapacityUnits ?? 0) - index, index, 0) { BytesWritten = bytes };
    }

    public StorageUsage Read(string? function, int attempts, ConsumedCapacity? capacity, long bytes) =>
        Add(function, new StorageUsage(attempts, 0, 0, capacity?.CapacityUnits ?? 0) { BytesRead = bytes });

    private static double IndexUnits(ConsumedCapacity? capacity) =>
        capacity?.GlobalSecondaryIndexes?.Values.Sum(static index => index.CapacityUnits ?? 0) ?? 0;

    private StorageUsage Add(string? function, StorageUsage usage)
    {
        _functions.GetOrAdd(function ?? NoFunction, static _ => new Sums()).Add(usage);
        metrics.Record(function, usage);
        return usage;
    }

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
