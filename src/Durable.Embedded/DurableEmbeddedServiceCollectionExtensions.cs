using System.Reflection;
using Durable;
using Durable.Core.Hosting;
using Durable.Embedded;
using Durable.Storage;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the embedded host.</summary>
public static class DurableEmbeddedServiceCollectionExtensions
{
    // Where code runs in a process that is no .NET program.
    private const string DefaultServiceId = "default";

    /// <summary>
    /// Runs durable executions inside this process. Register functions and a store on the builder; use them through
    /// <see cref="IDurableClient"/>. May be called more than once: functions add up.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Registers functions and the store.</param>
    /// <param name="configureHost">Changes the host's limits.</param>
    public static IServiceCollection AddDurableExecutions(
        this IServiceCollection services, Action<DurableExecutionsBuilder> configure, Action<EmbeddedHostOptions>? configureHost = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);

        if (services.TryAddDurableEngine(static provider => provider.GetRequiredService<TimeProvider>(), hasLeases: false, out var registry))
        {
            AddHost(services);
        }

        configure(new DurableExecutionsBuilder(services, registry));
        if (configureHost is not null)
        {
            services.Configure(configureHost);
        }

        return services;
    }

    private static void AddHost(IServiceCollection services)
    {
        services.AddLogging();
        services.AddOptionsWithValidateOnStart<EmbeddedHostOptions, EmbeddedHostOptionsValidator>();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(Owner);
        services.AddSingleton<EmbeddedExecutions>();
        services.AddSingleton<Recovery>();
        services.AddSingleton<WakeUpSweeper>();
        services.AddSingleton<RetentionSweeper>();
        services.AddSingleton<StuckCounter>();
        services.AddSingleton<EmbeddedRuntime>();
        services.AddSingleton<IHostedService>(static provider => provider.GetRequiredService<EmbeddedRuntime>());
        services.AddSingleton<IDurableClient, EmbeddedDurableClient>();
    }

    private static StoreOwner Owner(IServiceProvider services)
    {
        var options = services.GetRequiredService<IOptions<EmbeddedHostOptions>>().Value;
        var application = services.GetService<IHostEnvironment>()?.ApplicationName;
        return new StoreOwner(
            options.ServiceId
                ?? (StoreOwner.IsValidServiceId(application) ? application : Assembly.GetEntryAssembly()?.GetName().Name)
                ?? DefaultServiceId,
            options.TakeOverStore);
    }
}
