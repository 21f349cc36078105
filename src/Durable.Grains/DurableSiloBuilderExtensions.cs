using Durable;
using Durable.Core.Codecs;
using Durable.Core.Engine;
using Durable.Core.Queries;
using Durable.Grains;
using Durable.Grains.Branches;
using Durable.Grains.Executions;
using Durable.Grains.WakeUps;
using Durable.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace Orleans.Hosting;

/// <summary>Registers durable executions with a silo.</summary>
public static class DurableSiloBuilderExtensions
{
    /// <summary>
    /// Runs durable executions on this silo's grains. Every silo of the cluster needs the same functions and the same store; apps reach
    /// them through <see cref="IDurableClient"/> or <see cref="IExecutionGrain"/>. May be called more than once: functions add up.
    /// </summary>
    /// <param name="silo">The silo.</param>
    /// <param name="configure">Registers functions and the store.</param>
    /// <param name="configureGrains">Changes leases and schedulers.</param>
    public static ISiloBuilder AddDurableExecutions(
        this ISiloBuilder silo, Action<DurableExecutionsBuilder> configure, Action<DurableGrainsOptions>? configureGrains = null)
    {
        ArgumentNullException.ThrowIfNull(silo);
        ArgumentNullException.ThrowIfNull(configure);

        var services = silo.Services;
        var registry = services
            .FirstOrDefault(static service => service.ServiceType == typeof(DurableFunctionRegistry))?.ImplementationInstance as DurableFunctionRegistry;
        if (registry is null)
        {
            registry = new DurableFunctionRegistry();
            AddCore(services, registry);

            // The default directory deactivates healthy grains of other silos whenever one leaves; see docs/clusters.md.
#pragma warning disable ORLEANSEXP003
            silo.AddDistributedGrainDirectory();
#pragma warning restore ORLEANSEXP003
        }

        configure(new DurableExecutionsBuilder(services, registry));
        if (configureGrains is not null)
        {
            services.Configure(configureGrains);
        }

        return silo;
    }

    private static void AddCore(IServiceCollection services, DurableFunctionRegistry registry)
    {
        services.TryAddSingleton<ICheckpointStore>(static _ => throw new InvalidOperationException(
            "Durable executions need a store that all silos share: call UseStore(...) in AddDurableExecutions."));
        services.AddSingleton(registry);
        services.TryAddSingleton(static provider => new StoreOwner(
            provider.GetRequiredService<IOptions<ClusterOptions>>().Value.ServiceId,
            provider.GetRequiredService<IOptions<DurableGrainsOptions>>().Value.TakeOverStore));
        services.AddSingleton(static provider => new ExecutionServices(
            provider.GetRequiredService<ICheckpointStore>(),
            provider.GetRequiredService<IOptions<DurableEngineOptions>>().Value,
            provider.GetRequiredKeyedService<TimeProvider>(TimeProviderNames.Grains),
            provider,
            provider.GetRequiredService<ILoggerFactory>(),
            provider.GetRequiredService<DurableFunctionRegistry>(),
            new PayloadCodecs(provider.GetRequiredService<IOptions<PayloadCodecOptions>>().Value)));
        services.AddSingleton<ExecutionQueries>();
        services.AddSingleton<BranchRegistry>();
        services.AddSingleton<GrainLaneStarter>();
        services.AddSingleton<GrainPeers>();
        services.AddSingleton<GrainEnvironment>();
        services.AddSingleton<IConfigurationValidator, DurableConfigurationValidator>();
        services.AddSingleton<SiloExecutions>();
        services.AddHostedService(static provider => provider.GetRequiredService<SiloExecutions>());
        services.AddHostedService<SiloClock>();
        services.AddHostedService<ClusterDutiesService>();
        services.AddSingleton<IPostConfigureOptions<LoggerFilterOptions>, QuietFrameworks>();
        services.AddDurableClient();
        services.AddSingleton<IConfigureOptions<DurableClientOptions>, RegisteredSerializers>();
    }
}
