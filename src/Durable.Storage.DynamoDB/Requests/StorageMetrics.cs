using System.Diagnostics.Metrics;
using System.Numerics;

namespace Durable.Storage.Requests;

/// <summary>What the store tells about itself to whoever listens.</summary>
internal static class StorageMetrics
{
    /// <summary>Name of the meter; part of the public face.</summary>
    public const string Name = "Durable.Storage.DynamoDB";

    public static readonly Meter Meter = new(Name);

    private static readonly Counter<long> Requests = Meter.CreateCounter<long>(
        "durable.storage.requests", "{request}", "Requests to DynamoDB, repeated ones included.");

    private static readonly Counter<double> WriteUnits = Meter.CreateCounter<double>(
        "durable.storage.write_units", "{unit}", "Write units of the table.");

    private static readonly Counter<double> IndexWriteUnits = Meter.CreateCounter<double>(
        "durable.storage.index_write_units", "{unit}", "Write units of the indexes.");

    private static readonly Counter<double> ReadUnits = Meter.CreateCounter<double>(
        "durable.storage.read_units", "{unit}", "Read units.");

    private static readonly Counter<long> BytesWritten = Meter.CreateCounter<long>(
        "durable.storage.bytes_written", "By", "Bytes of items written, as DynamoDB reckons their sizes.");

    private static readonly Counter<long> BytesRead = Meter.CreateCounter<long>(
        "durable.storage.bytes_read", "By", "Bytes of items that reads have brought back.");

    /// <param name="function">The function; null for lists and for looking for what is due.</param>
    /// <param name="usage">What was asked.</param>
    public static void Record(string? function, StorageUsage usage)
    {
        // Functions are few, unlike executions: as many time series as functions.
        var tag = new KeyValuePair<string, object?>("function", function ?? "");
        Add(Requests, usage.Requests);
        Add(WriteUnits, usage.WriteUnits);
        Add(IndexWriteUnits, usage.IndexWriteUnits);
        Add(ReadUnits, usage.ReadUnits);
        Add(BytesWritten, usage.BytesWritten);
        Add(BytesRead, usage.BytesRead);

        void Add<T>(Counter<T> counter, T value)
            where T : struct, INumber<T>
        {
            if (counter.Enabled && value > T.Zero)
            {
                counter.Add(value, tag);
            }
        }
    }
}
