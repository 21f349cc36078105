using Amazon.DynamoDBv2.Model;
using Durable.Storage.Shared;

namespace Durable.Storage.Requests;

/// <summary>Adds up what requests have cost, by DynamoDB's own count.</summary>
internal sealed class StorageMeter(StorageMetrics metrics)
{
    // Requests of no function: lists, and looking for what is due.
    private const string NoFunction = "";

    private readonly UsageByFunction _usage = new();

    /// <summary>Everything since the store was opened.</summary>
    public StorageUsage Total => _usage.Total;

    /// <summary>What a function's executions have cost since the store was opened.</summary>
    public StorageUsage Of(string function) => _usage.Of(function);

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
        _usage.Add(function ?? NoFunction, usage);
        metrics.Record(function, usage);
        return usage;
    }
}
