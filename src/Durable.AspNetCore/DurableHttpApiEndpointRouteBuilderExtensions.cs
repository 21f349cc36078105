using Durable;
using Durable.AspNetCore.Endpoints;
using Durable.AspNetCore.Errors;
using Durable.AspNetCore.Requests;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the HTTP API of durable executions.</summary>
public static class DurableHttpApiEndpointRouteBuilderExtensions
{
    private const string Function = "/2015-03-31/functions/{functionName}/invocations";
    private const string Executions = "/2025-12-01/durable-executions";
    private const string ExecutionsOfFunction = "/2025-12-01/functions/{functionName}/durable-executions";
    private const string Usage = "/2025-12-01/usage";
    private const string UsageOfFunction = "/2025-12-01/functions/{functionName}/usage";
    private const string OneExecution = $"{ExecutionPath.Prefix}{{execution}}/{{**rest}}";
    private const string OneCallback = "/2025-12-01/durable-execution-callbacks/{callbackId}";

    /// <summary>
    /// Maps the operations of the AWS Lambda API for durable executions on their paths, so that a client of one reaches the other, and those that
    /// this product adds. Needs <see cref="Microsoft.Extensions.DependencyInjection.DurableHttpApiServiceCollectionExtensions.AddDurableHttpApi"/>.
    /// </summary>
    /// <param name="endpoints">The application, or a group of its endpoints.</param>
    /// <returns>Sets what holds for all of them, for example <c>RequireAuthorization</c> or <c>RequireRateLimiting</c>.</returns>
    /// <exception cref="InvalidOperationException">The services are missing.</exception>
    public static IEndpointConventionBuilder MapDurableExecutions(this IEndpointRouteBuilder endpoints)
    {
        if (endpoints.ServiceProvider.GetService<WireErrors>() is null)
        {
            throw new InvalidOperationException("MapDurableExecutions needs services that are not there: call AddDurableHttpApi on the application's services.");
        }

        var all = endpoints.MapGroup("");
        all.WithMetadata(DurableEndpointMetadata.Instance);
        var options = endpoints.ServiceProvider.GetRequiredService<IOptions<DurableHttpApiOptions>>().Value;

        Map(HttpMethods.Post, Function, CallerRight.Operate, DurableEndpoint.To<InvokeEndpoint>(static (invoke, context) => invoke.InvokeAsync(context)));

        Map(HttpMethods.Get, Executions, CallerRight.Read, DurableEndpoint.ToRead<ListEndpoints>(static (list, context) => list.ListAsync(context)));
        Map(HttpMethods.Get, ExecutionsOfFunction, CallerRight.Read, DurableEndpoint.ToRead<ListEndpoints>(static (list, context) => list.ListByFunctionAsync(context)));
        Map(HttpMethods.Get, Usage, CallerRight.Read, DurableEndpoint.ToRead<ListEndpoints>(static (list, context) => list.SumUsageAsync(context)));
        Map(HttpMethods.Get, UsageOfFunction, CallerRight.Read, DurableEndpoint.ToRead<ListEndpoints>(static (list, context) => list.SumUsageByFunctionAsync(context)));

        foreach (var route in ExecutionRoute.All)
        {
            Guard(route.Right, all.Map(OneExecution, route.Handler)
                .WithMetadata(route)
                .WithDisplayName($"HTTP: {route.Method} {ExecutionPath.Prefix}{{execution}}{(route.Action is null ? null : $"/{route.Action}")}"));
        }

        Map(HttpMethods.Post, $"{OneCallback}/succeed", CallerRight.Callback, DurableEndpoint.To<CallbackEndpoints>(static (one, context) => one.SucceedAsync(context)));
        Map(HttpMethods.Post, $"{OneCallback}/fail", CallerRight.Callback, DurableEndpoint.To<CallbackEndpoints>(static (one, context) => one.FailAsync(context)));
        Map(HttpMethods.Post, $"{OneCallback}/heartbeat", CallerRight.Callback, DurableEndpoint.To<CallbackEndpoints>(static (one, context) => one.HeartbeatAsync(context)));
        return all;

        void Map(string method, string pattern, CallerRight right, RequestDelegate handler) => Guard(right, all.MapMethods(pattern, [method], handler));

        void Guard(CallerRight right, IEndpointConventionBuilder endpoint)
        {
            var policy = right switch
            {
                CallerRight.Operate => options.OperatePolicy,
                CallerRight.Callback => options.CallbackPolicy,
                _ => options.ReadPolicy,
            };
            if (policy is not null)
            {
                endpoint.RequireAuthorization(policy);
            }
        }
    }
}
