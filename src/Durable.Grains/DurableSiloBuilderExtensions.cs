using Durable;
using Durable.Core.Hosting;
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
        if (services.TryAddDurableEngine(static provider => provider.GetRequiredKeyedService<TimeProvider>(TimeProviderNames.Grains), hasLeases: true, out var registry))
        {
            AddGrains(services);

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

    private static void AddGrains(IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<DurableGrainsOptions, DurableGrainsOptionsValidator>();
        services.TryAddSingleton(static provider => new StoreOwner(
            provider.GetRequiredService<IOptions<ClusterOptions>>().Value.ServiceId,
            provider.GetRequiredService<IOptions<DurableGrainsOptions>>().Value.TakeOverStore));
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
