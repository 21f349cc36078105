using System.Reflection;
using Durable;
using Durable.Core.Codecs;
using Durable.Core.Engine;
using Durable.Core.Queries;
using Durable.Embedded;
using Durable.Storage;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
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

        var registry = services
            .FirstOrDefault(static service => service.ServiceType == typeof(DurableFunctionRegistry))?.ImplementationInstance as DurableFunctionRegistry;
        if (registry is null)
        {
            registry = new DurableFunctionRegistry();
            AddCore(services, registry);
        }

        configure(new DurableExecutionsBuilder(services, registry));
        if (configureHost is not null)
        {
            services.Configure(configureHost);
        }

        return services;
    }

    private static void AddCore(IServiceCollection services, DurableFunctionRegistry registry)
    {
        services.AddLogging();
        services.AddOptions();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ICheckpointStore>(static _ => throw new InvalidOperationException(
            "Durable executions need a store: call UseSqlite(...), UseInMemoryStore() or UseStore(...) in AddDurableExecutions."));
        services.AddSingleton(registry);
        services.TryAddSingleton(Owner);
        services.AddSingleton(static provider => new ExecutionServices(
            provider.GetRequiredService<ICheckpointStore>(),
            provider.GetRequiredService<IOptions<DurableEngineOptions>>().Value,
            provider.GetRequiredService<TimeProvider>(),
            provider,
            provider.GetRequiredService<ILoggerFactory>(),
            provider.GetRequiredService<DurableFunctionRegistry>(),
            new PayloadCodecs(provider.GetRequiredService<IOptions<PayloadCodecOptions>>().Value)));
        services.AddSingleton<ExecutionQueries>();
        services.AddSingleton<EmbeddedRuntime>();
        services.AddSingleton<IHostedService>(static provider => provider.GetRequiredService<EmbeddedRuntime>());
        services.AddSingleton<IDurableClient, EmbeddedDurableClient>();
    }

    private static StoreOwner Owner(IServiceProvider services)
    {
        var options = services.GetRequiredService<IOptions<EmbeddedHostOptions>>().Value;
        options.Validate();
        var application = services.GetService<IHostEnvironment>()?.ApplicationName;
        return new StoreOwner(
            options.ServiceId
                ?? (StoreOwner.IsValidServiceId(application) ? application : Assembly.GetEntryAssembly()?.GetName().Name)
                ?? DefaultServiceId,
            options.TakeOverStore);
    }
}
