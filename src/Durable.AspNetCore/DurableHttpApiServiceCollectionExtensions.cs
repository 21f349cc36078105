using Durable;
using Durable.AspNetCore;
using Durable.AspNetCore.Access;
using Durable.AspNetCore.Endpoints;
using Durable.AspNetCore.Errors;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the HTTP API of durable executions to an application.</summary>
public static class DurableHttpApiServiceCollectionExtensions
{
    /// <summary>
    /// Adds what <see cref="Microsoft.AspNetCore.Builder.DurableHttpApiEndpointRouteBuilderExtensions.MapDurableExecutions"/> needs. The API asks the application's
    /// <see cref="IDurableClient"/>: of the embedded host, of a silo, or of a client of a cluster.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Sets who may call and what is allowed; by default only callers on the same machine are answered.</param>
    public static IServiceCollection AddDurableHttpApi(this IServiceCollection services, Action<DurableHttpApiOptions>? configure = null)
    {
        services.AddOptions<DurableHttpApiOptions>().Configure(configure ?? (static _ => { })).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<DurableHttpApiOptions>, DurableHttpApiOptionsValidator>());
        services.AddRouting();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<MatcherPolicy, ExecutionRoutePolicy>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<WireErrors>();
        services.TryAddSingleton<CallerRights>();
        services.TryAddSingleton<ReadGate>();
        services.TryAddSingleton<InvokeEndpoint>();
        services.TryAddSingleton<ExecutionEndpoints>();
        services.TryAddSingleton<ResultEndpoint>();
        services.TryAddSingleton<EventsEndpoint>();
        services.TryAddSingleton<ListEndpoints>();
        services.TryAddSingleton<CallbackEndpoints>();
        services.AddAuthorization(RolePolicies.Add);
        AddRefusal(services);
        return services;
    }

    // What handles refusals by now goes on to handle those of the application's other endpoints.
    private static void AddRefusal(IServiceCollection services)
    {
        var others = services.LastOrDefault(static service => service.ServiceType == typeof(IAuthorizationMiddlewareResultHandler));
        if (others?.ImplementationFactory?.Target is AccessRefusalFactory)
        {
            return;
        }

        services.Replace(ServiceDescriptor.Singleton<IAuthorizationMiddlewareResultHandler>(new AccessRefusalFactory(others).Create));
    }

    private sealed class AccessRefusalFactory(ServiceDescriptor? others)
    {
        public AccessRefusal Create(IServiceProvider services) =>
            new AccessRefusal(services.GetRequiredService<WireErrors>(), Others(services));

        private IAuthorizationMiddlewareResultHandler Others(IServiceProvider services) => (IAuthorizationMiddlewareResultHandler)(others switch
        {
            null => new AuthorizationMiddlewareResultHandler(),
            { ImplementationInstance: { } instance } => instance,
            { ImplementationFactory: { } create } => create(services),
            _ => ActivatorUtilities.CreateInstance(services, others.ImplementationType!),
        });
    }
}
