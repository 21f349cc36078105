using Durable.Storage;
using Durable.Testing;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;

namespace Durable.Grains.Tests;

/// <summary>Silos over one store, shared by all tests of a class; each test starts executions of its own.</summary>
public class ClusterFixture : IAsyncLifetime
{
    private readonly short _silos;
    private InProcessTestCluster? _cluster;

    /// <summary>Two silos over a store of their own.</summary>
    public ClusterFixture()
        : this(2)
    {
    }

    /// <param name="silos">How many.</param>
    /// <param name="store">A store that is there already.</param>
    protected ClusterFixture(short silos, FaultInjectingCheckpointStore? store = null)
    {
        _silos = silos;
        Store = store ?? new FaultInjectingCheckpointStore(new InMemoryCheckpointStore());
    }

    /// <summary>The store that all silos share; it counts requests.</summary>
    public FaultInjectingCheckpointStore Store { get; }

    public InProcessTestCluster Cluster => _cluster ?? throw new InvalidOperationException("The cluster is not up.");

    /// <summary>The client of an app outside the cluster.</summary>
    public IDurableClient Client => Cluster.Client.ServiceProvider.GetRequiredService<IDurableClient>();

    /// <summary>Waits for results as long as a cluster may take to notice that a silo is gone.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(90);

    public async Task InitializeAsync()
    {
        var builder = new InProcessTestClusterBuilder(_silos);
        builder.ConfigureSilo((_, silo) => Configure(silo.AddDurableExecutions(
            durable => ClusterFunctions.Register(durable.UseStore(_ => Store)),
            static grains =>
            {
                grains.LeaseDuration = TimeSpan.FromSeconds(2);
                grains.WakeUpSweepInterval = TimeSpan.FromSeconds(1);
            })));
        builder.ConfigureClient(client => Configure(client.AddDurableExecutions()));
        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }

    public async Task DisposeAsync() => await Cluster.DisposeAsync();

    /// <summary>Adds to a silo what the tests of a class need there.</summary>
    protected virtual void Configure(ISiloBuilder silo)
    {
    }

    /// <inheritdoc cref="Configure(ISiloBuilder)"/>
    protected virtual void Configure(IClientBuilder client)
    {
    }
}
