using Durable.Storage;
using Durable.Testing;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;

namespace Durable.Grains.Tests;

/// <summary>Two silos over one store, shared by all tests of a class; each test starts executions of its own.</summary>
public sealed class ClusterFixture : IAsyncLifetime
{
    private InProcessTestCluster? _cluster;

    /// <summary>The store that all silos share; it counts requests.</summary>
    public FaultInjectingCheckpointStore Store { get; } = new(new InMemoryCheckpointStore());

    public InProcessTestCluster Cluster => _cluster ?? throw new InvalidOperationException("The cluster is not up.");

    /// <summary>The client of an app outside the cluster.</summary>
    public IDurableClient Client => Cluster.Client.ServiceProvider.GetRequiredService<IDurableClient>();

    public async Task InitializeAsync()
    {
        var builder = new InProcessTestClusterBuilder(initialSilosCount: 2);
        builder.ConfigureSilo((_, silo) => silo.AddDurableExecutions(
            durable => ClusterFunctions.Register(durable.UseStore(_ => Store)),
            static grains =>
            {
                grains.LeaseDuration = TimeSpan.FromSeconds(2);
                grains.WakeUpSweepInterval = TimeSpan.FromSeconds(1);
            }));
        builder.ConfigureClient(static client => client.AddDurableExecutions());
        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }

    public async Task DisposeAsync() => await Cluster.DisposeAsync();
}
