using Durable.Grains.Executions;
using Durable.Testing;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.TestingHost;

namespace Durable.Grains.Tests;

/// <summary>In-process clusters over one store and one clock. Grain timers follow the clock; the rest of Orleans keeps real time.</summary>
public class ClusterHostFixture : HostFixture
{
    private static readonly TimeSpan s_rarely = TimeSpan.FromHours(1);

    private readonly List<InProcessTestCluster> _all = [];
    private InProcessTestCluster? _running;

    public Action<DurableClientOptions> ConfigureClient { get; set; } = static _ => { };

    /// <summary>How many silos a cluster has. Each costs a test a tenth of a second of a processor.</summary>
    public virtual short Silos => (short)FullRun.Choose(usual: 1, full: 2);

    // The sweeps of all shards are timers, too.
    public override TimeSpan WakeUpLateness => TimeSpan.FromHours(1);

    protected override IEnumerable<IServiceProvider> Processes => _running!.Silos.Select(static silo => silo.ServiceProvider);

    protected override async Task<IDurableClient> StartHostAsync(Action<DurableExecutionsBuilder> configure)
    {
        var builder = new InProcessTestClusterBuilder(Silos);
        builder.ConfigureSilo((_, silo) =>
        {
            // Other timers on the clock of the grains are rare or off, so that time, which goes from timer to timer, does not run away with them.
            silo.AddDurableExecutions(configure, static grains => grains.LeaseDuration = grains.WakeUpSweepInterval = s_rarely);
            silo.Configure<DeploymentLoadPublisherOptions>(static load => load.DeploymentLoadPublisherRefreshTime = TimeSpan.Zero);
            silo.Services.SkipSerializerAnalysis();
            ConfigureSilo(silo);
        });
        builder.ConfigureClient(client =>
        {
            client.AddDurableExecutions(options =>
            {
                NameSerializers(options, configure);
                ConfigureClient(options);
            });
            client.Services.SkipSerializerAnalysis();
        });
        _running = builder.Build();
        _all.Add(_running);
        await _running.DeployAsync();
        await TakeOverAsync(_running.Client);
        return _running.Client.ServiceProvider.GetRequiredService<IDurableClient>();
    }

    /// <summary>What a suite asks of Orleans itself.</summary>
    protected virtual void ConfigureSilo(ISiloBuilder silo)
    {
    }

    protected override async Task StopHostAsync()
    {
        await _running!.StopAllSilosAsync();
        _running = null;
    }

    protected override async Task<bool> IsAtRestAsync()
    {
        foreach (var silo in _running!.Silos)
        {
            foreach (var execution in silo.ServiceProvider.GetRequiredService<SiloExecutions>().RunningSnapshot)
            {
                var isAtRest = false;
                await execution.PostAsync(inTurn => isAtRest = inTurn.IsAtRest);
                if (!isAtRest)
                {
                    return false;
                }
            }
        }

        return true;
    }

    // Its life has ended already: whatever its silos still run reaches neither store nor clock.
    protected override async Task KillHostAsync()
    {
        foreach (var silo in _running!.Silos.ToArray())
        {
            await _running.KillSiloAsync(silo);
        }

        _running = null;
    }

    protected override async ValueTask DisposeHostsAsync()
    {
        foreach (var cluster in _all)
        {
            await cluster.DisposeAsync();
        }
    }

    protected override void UseClock(IServiceCollection services, TimeProvider clock) =>
        services.AddKeyedSingleton(TimeProviderNames.Grains, clock);

    // A client app has to be told what the functions it uses are registered with.
    private static void NameSerializers(DurableClientOptions options, Action<DurableExecutionsBuilder> configure)
    {
        var functions = new DurableFunctionRegistry();
        configure(new DurableExecutionsBuilder(new ServiceCollection(), functions));
        new RegisteredSerializers(functions).Configure(options);
    }

    // A lease keeps the executions of a killed cluster back until it runs out, and the clock of the suite may stand still meanwhile.
    private async Task TakeOverAsync(IGrainFactory grains)
    {
        var query = new ExecutionQuery { Statuses = [ExecutionStatus.Running], PageSize = ExecutionQuery.MaxPageSize };
        foreach (var head in (await Store.ListAsync(query)).Heads)
        {
            await grains.GetGrain<IExecutionGrain>(head.Id.ToString()).WakeAsync();
        }
    }
}
