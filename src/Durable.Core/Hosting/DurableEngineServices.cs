using Durable.Core.Codecs;
using Durable.Core.Diagnostics;
using Durable.Core.Engine;
using Durable.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Durable.Core.Hosting;

/// <summary>Registers the engine with a host: the same on every host.</summary>
internal static class DurableEngineServices
{
    /// <summary>Adds the engine, unless an earlier call has: functions add up.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="clock">Which of the host's clocks executions go by.</param>
    /// <param name="hasLeases">Whether other hosts may take executions over from this one.</param>
    /// <param name="registry">The functions of the host.</param>
    /// <returns>Whether it was added: then the host adds its own parts, too.</returns>
    public static bool TryAddDurableEngine(
        this IServiceCollection services, Func<IServiceProvider, TimeProvider> clock, bool hasLeases, out DurableFunctionRegistry registry)
    {
        if (services.FirstOrDefault(static service => service.ServiceType == typeof(DurableFunctionRegistry))?.ImplementationInstance
            is DurableFunctionRegistry known)
        {
            registry = known;
            return false;
        }

        registry = new DurableFunctionRegistry();
        services.AddOptionsWithValidateOnStart<DurableEngineOptions, DurableEngineOptionsValidator>();
        services.AddOptionsWithValidateOnStart<DurableTelemetryOptions, DurableTelemetryOptionsValidator>();

        // On first use, which is the start of the host: validated on start they would be made twice, and their codecs with them.
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<PayloadCodecOptions>, PayloadCodecOptionsValidator>());
        services.TryAddSingleton<ICheckpointStore>(static _ => throw new InvalidOperationException(
            "Durable executions need a store, the same for all silos of a cluster: call UseSqlite(...), UseInMemoryStore() or UseStore(...) in AddDurableExecutions."));
        services.AddSingleton(registry);
        services.AddSingleton<IRegisteredFunctions>(registry);
        services.AddSingleton(provider => Compose(provider, clock(provider), hasLeases));
        services.AddSingleton(static provider => provider.GetRequiredService<EngineParts>().Store);
        services.AddSingleton(static provider => provider.GetRequiredService<EngineParts>().Executions);
        services.AddSingleton(static provider => provider.GetRequiredService<EngineParts>().Residents);
        services.AddSingleton(static provider => provider.GetRequiredService<EngineParts>().Queries);
        services.AddSingleton(static provider => provider.GetRequiredService<EngineParts>().Stuck);
        services.AddSingleton(static provider => provider.GetRequiredService<EngineParts>().Lag);
        services.AddSingleton(static provider => provider.GetRequiredService<EngineParts>().Metrics);
        services.AddSingleton<IHostHealth, HostHealth>();
        services.AddSingleton(static provider => provider.GetRequiredService<EngineParts>().Executions.ClockWatch);
        services.AddSingleton(static provider => provider.GetRequiredService<EngineParts>().Executions.Suspects);
        return true;
    }

    // Hosts ask for it when they start: what cannot work is told then. By that time all functions are known.
    private static EngineParts Compose(IServiceProvider services, TimeProvider timeProvider, bool hasLeases)
    {
        var options = services.GetRequiredService<IOptions<DurableEngineOptions>>().Value;
        var codecs = services.GetRequiredService<IOptions<PayloadCodecOptions>>().Value;
        var functions = services.GetRequiredService<DurableFunctionRegistry>();
        functions.Validate();
        return new EngineParts(
            services.GetRequiredService<ICheckpointStore>(),
            options,
            timeProvider,
            services,
            services.GetRequiredService<ILoggerFactory>(),
            functions,
            new PayloadCodecs(codecs),
            hasLeases);
    }
}
