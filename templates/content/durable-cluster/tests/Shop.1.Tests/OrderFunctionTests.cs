using Durable;
using Durable.Storage;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Hosting;
using Orleans.TestingHost;
using Xunit;

namespace Orders.Tests;

/// <summary>Two silos in this process, over one store.</summary>
public sealed class OrderFunctionTests : IAsyncLifetime
{
    private readonly InMemoryCheckpointStore _store = new();
    private InProcessTestCluster? _cluster;

    public async Task InitializeAsync()
    {
        var builder = new InProcessTestClusterBuilder(2);
        builder.ConfigureSilo((_, silo) => silo.AddDurableExecutions(durable => durable.UseStore(_ => _store).AddFunction<OrderFunction>("order")));
        builder.ConfigureClient(client => client.AddDurableExecutions());
        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }

    public async Task DisposeAsync() => await _cluster!.DisposeAsync();

    [Fact]
    public async Task An_order_is_charged_and_shipped()
    {
        var client = _cluster!.Client.ServiceProvider.GetRequiredService<IDurableClient>();

        var execution = await client.StartAsync("order", new Order("ada", 99.5m), new StartOptions { Name = "A-1" });

        Assert.Equal("shipped for ada-1: 99.5", await execution.WithResult<string>().WaitForResultAsync());
    }
}
