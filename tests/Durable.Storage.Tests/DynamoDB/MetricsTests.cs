using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Durable.Testing;

namespace Durable.Storage.Tests.DynamoDB;

/// <summary>What the store's meter tells to whoever listens.</summary>
public sealed class MetricsTests : DynamoDBStoreFixture
{
    [Fact]
    public async Task The_meter_counts_requests_units_and_bytes_by_function()
    {
        var function = $"metered-{Guid.NewGuid():N}";
        var sums = new ConcurrentDictionary<string, double>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == "OrleansDurable.Storage.DynamoDB")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.Start();

        var head = SampleHeads.New(Now) with { Id = new ExecutionId(function, "one") };
        await Store.CreateAsync(head);
        await Store.CommitAsync(new Checkpoint(head.Next(), Noise(9000)));
        await Store.LoadAsync(head.Id);

        var usage = Store.UsageOf(function);
        Assert.Equal(
            new Dictionary<string, double>
            {
                ["durable.storage.requests"] = usage.Requests,
                ["durable.storage.write_units"] = usage.WriteUnits,
                ["durable.storage.index_write_units"] = usage.IndexWriteUnits,
                ["durable.storage.read_units"] = usage.ReadUnits,
                ["durable.storage.bytes_written"] = usage.BytesWritten,
                ["durable.storage.bytes_read"] = usage.BytesRead,
            },
            sums.ToDictionary());

        // Other tests ask DynamoDB meanwhile, for functions of their own.
        void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            foreach (var tag in tags)
            {
                if (tag.Key == "function" && (string?)tag.Value == function)
                {
                    sums.AddOrUpdate(instrument.Name, value, (_, sum) => sum + value);
                }
            }
        }
    }
}
