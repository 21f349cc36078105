using System.Diagnostics.Metrics;
using System.Numerics;

namespace Durable.Storage.Requests;

/// <summary>What a store tells about itself to whoever listens.</summary>
internal sealed class StorageMetrics : IDisposable
{
    /// <summary>Name of the meter; part of the public face.</summary>
    public const string Name = "OrleansDurable.Storage.DynamoDB";

    private readonly Meter _meter;
    private readonly Counter<long> _requests;
    private readonly Counter<double> _writeUnits;
    private readonly Counter<double> _indexWriteUnits;
    private readonly Counter<double> _readUnits;
    private readonly Counter<long> _bytesWritten;
    private readonly Counter<long> _bytesRead;
    private readonly Counter<long> _throttled;

    /// <summary>Makes the meter of a store.</summary>
    /// <param name="factory">The host's, which disposes of the meter; null for a meter of the store's own.</param>
    public StorageMetrics(IMeterFactory? factory)
    {
        _meter = factory?.Create(Name) ?? new Meter(Name);
        _requests = _meter.CreateCounter<long>("durable.storage.requests", "{request}", "Requests to DynamoDB, repeated ones included.");
        _writeUnits = _meter.CreateCounter<double>("durable.storage.write_units", "{unit}", "Write units of the table.");
        _indexWriteUnits = _meter.CreateCounter<double>("durable.storage.index_write_units", "{unit}", "Write units of the indexes.");
        _readUnits = _meter.CreateCounter<double>("durable.storage.read_units", "{unit}", "Read units.");
        _bytesWritten = _meter.CreateCounter<long>("durable.storage.bytes_written", "By", "Bytes of items written, as DynamoDB reckons their sizes.");
        _bytesRead = _meter.CreateCounter<long>("durable.storage.bytes_read", "By", "Bytes of items that reads have brought back.");
        _throttled = _meter.CreateCounter<long>("durable.storage.throttled", "{request}", "Requests that DynamoDB refused because they were too many.");
    }

    /// <param name="function">The function; null for lists and for looking for what is due.</param>
    /// <param name="usage">What was asked.</param>
    public void Record(string? function, StorageUsage usage)
    {
        // Functions are few, unlike executions: as many time series as functions.
        var tag = new KeyValuePair<string, object?>("function", function ?? "");
        Add(_requests, usage.Requests);
        Add(_writeUnits, usage.WriteUnits);
        Add(_indexWriteUnits, usage.IndexWriteUnits);
        Add(_readUnits, usage.ReadUnits);
        Add(_bytesWritten, usage.BytesWritten);
        Add(_bytesRead, usage.BytesRead);

        void Add<T>(Counter<T> counter, T value)
            where T : struct, INumber<T>
        {
            if (counter.Enabled && value > T.Zero)
            {
                counter.Add(value, tag);
            }
        }
    }

    /// <summary>DynamoDB has refused a request.</summary>
    public void RecordThrottled(string reason) => _throttled.Add(1, new KeyValuePair<string, object?>("reason", reason));

    public void Dispose() => _meter.Dispose();
}
