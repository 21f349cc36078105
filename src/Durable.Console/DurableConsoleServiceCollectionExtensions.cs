using Durable;
using Durable.WebConsole;
using Durable.WebConsole.Access;
using Durable.WebConsole.Assets;
using Durable.WebConsole.Endpoints;
using Durable.WebConsole.Timeline;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the web console to an application.</summary>
public static class DurableConsoleServiceCollectionExtensions
{
    /// <summary>
    /// Adds what <see cref="Microsoft.AspNetCore.Builder.DurableConsoleEndpointRouteBuilderExtensions.MapDurableConsole"/> needs. The console asks the
    /// application's <see cref="IDurableClient"/>: of the embedded host, of a silo, or of a client of either.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Sets the title and who may do what; by default only callers on the same machine are answered.</param>
    public static IServiceCollection AddDurableConsole(this IServiceCollection services, Action<DurableConsoleOptions>? configure = null)
    {
        services.AddOptions<DurableConsoleOptions>().Configure(configure ?? (static _ => { })).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<DurableConsoleOptions>, DurableConsoleOptionsValidator>());
        services.AddRouting();
        services.AddAuthorization();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ConsoleAccess>();
        services.TryAddSingleton<ConsoleAssets>();
        services.TryAddSingleton<PageRenderer>();
        services.TryAddSingleton<FoldCache>();
        services.TryAddSingleton<ConsoleGate>();
        services.TryAddScoped<ConsoleRequest>();
        return services;
    }
}
