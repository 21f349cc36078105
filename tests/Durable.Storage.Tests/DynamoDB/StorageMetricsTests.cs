using System.Diagnostics.Metrics;
using Durable.Storage.Requests;
using Microsoft.Extensions.DependencyInjection;

namespace Durable.Storage.Tests.DynamoDB;

public sealed class StorageMetricsTests
{
    [Fact]
    public async Task Stores_of_two_hosts_have_meters_of_their_own()
    {
        await using var here = new ServiceCollection().AddMetrics().BuildServiceProvider();
        await using var elsewhere = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var factory = here.GetRequiredService<IMeterFactory>();
        using var metrics = new StorageMetrics(factory);
        using var others = new StorageMetrics(elsewhere.GetRequiredService<IMeterFactory>());
        var requests = 0L;
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "durable.storage.requests" && instrument.Meter.Scope == factory)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => requests += value);
        listener.Start();

        metrics.Record("f", new StorageUsage(3, 0, 0, 0));
        others.Record("f", new StorageUsage(5, 0, 0, 0));

        Assert.Equal(3, requests);
    }
}
