using Durable.AspNetCore.Access;
using Durable.AspNetCore.Errors;
using Microsoft.AspNetCore.Authorization;

namespace Durable.AspNetCore.Endpoints;

/// <summary>What all endpoints have in common: errors in the form of the wire, and a guard where the host has none.</summary>
internal static class DurableEndpoint
{
    /// <summary>A handler whose endpoints are made when a request comes: they need the store, which is opened when the host starts, where its failure can be reported.</summary>
    public static RequestDelegate To<TEndpoints>(Func<TEndpoints, HttpContext, Task> handle)
        where TEndpoints : class => context => context.RequestServices.GetRequiredService<WireErrors>().RunAsync(context, inner =>
        {
            if (inner.GetEndpoint()?.Metadata.GetMetadata<IAuthorizeData>() is null && LocalAccess.FindProblem(inner) is { } problem)
            {
                throw problem;
            }

            return handle(inner.RequestServices.GetRequiredService<TEndpoints>(), inner);
        });

    /// <summary>The same for one that reads, and so takes a place among those who do.</summary>
    public static RequestDelegate ToRead<TEndpoints>(Func<TEndpoints, HttpContext, Task> handle)
        where TEndpoints : class => To<TEndpoints>((endpoints, context) =>
            context.RequestServices.GetRequiredService<ReadGate>().RunAsync(context, () => handle(endpoints, context)));
}
