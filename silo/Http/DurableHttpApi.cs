using Durable.Silo.Hosting;
using Durable.Silo.Http.Connections;
using Durable.Silo.Http.Endpoints;
using Durable.Silo.Http.Errors;
using Durable.Silo.Http.Requests;
using Durable.Silo.Security;

namespace Durable.Silo.Http;

/// <summary>
/// The HTTP surface: operations and paths of the AWS Lambda API for durable executions, so that what speaks to one can speak to the
/// other.
/// </summary>
internal static class DurableHttpApi
{
    private const string Executions = "/2025-12-01/durable-executions";
    private const string OneCallback = "/2025-12-01/durable-execution-callbacks/{callbackId}";
    private const string OneExecution = $"{ExecutionPath.Prefix}{ExecutionPathMiddleware.Placeholder}";

    public static IServiceCollection AddDurableHttpApi(this IServiceCollection services)
    {
        services.AddRoutingCore();
        services.AddSingleton<InvokeEndpoint>();
        services.AddSingleton<ExecutionEndpoints>();
        services.AddSingleton<ResultEndpoint>();
        services.AddSingleton<ListEndpoints>();
        services.AddSingleton<CallbackEndpoints>();
        services.AddSingleton<HealthEndpoints>();
        return services;
    }

    public static void UseDurableHttpApi(this WebApplication app, AccessServerOptions access)
    {
        app.UseMiddleware<ConnectionUseMiddleware>();
        app.UseMiddleware<ErrorMiddleware>();
        if (!access.IsAuthenticated)
        {
            app.UseMiddleware<LoopbackGuard>();
        }

        app.UseMiddleware<ExecutionPathMiddleware>();
        app.UseRouting();
        app.UseAuthentication();
        if (access.MaxRequestsPerSecond is not null)
        {
            // After it is known who calls, so that nobody spends what another may; before anything is done for the caller.
            app.UseRateLimiter();
        }

        app.UseAuthorization();

        var read = app.MapGroup("").RequireAuthorization(Policies.Read);
        var operate = app.MapGroup("").RequireAuthorization(Policies.Operate);
        var callback = app.MapGroup("").RequireAuthorization(Policies.Callback);

        operate.MapPost("/2015-03-31/functions/{functionName}/invocations", To<InvokeEndpoint>(static (invoke, context) => invoke.InvokeAsync(context)));

        read.MapGet(Executions, To<ListEndpoints>(static (list, context) => list.ListAsync(context)));
        read.MapGet(
            "/2025-12-01/functions/{functionName}/durable-executions",
            To<ListEndpoints>(static (list, context) => list.ListByFunctionAsync(context)));

        read.MapGet("/2025-12-01/usage", To<ListEndpoints>(static (list, context) => list.SumUsageAsync(context)));
        read.MapGet("/2025-12-01/functions/{functionName}/usage", To<ListEndpoints>(static (list, context) => list.SumUsageByFunctionAsync(context)));

        read.MapGet(OneExecution, To<ExecutionEndpoints>(static (execution, context) => execution.DescribeAsync(context)));
        foreach (var route in ExecutionRoute.All)
        {
            app.MapMethods($"{OneExecution}/{route.Action}", [route.Method], route.Handler).RequireAuthorization(route.Policy);
        }

        callback.MapPost($"{OneCallback}/succeed", To<CallbackEndpoints>(static (one, context) => one.SucceedAsync(context)));
        callback.MapPost($"{OneCallback}/fail", To<CallbackEndpoints>(static (one, context) => one.FailAsync(context)));
        callback.MapPost($"{OneCallback}/heartbeat", To<CallbackEndpoints>(static (one, context) => one.HeartbeatAsync(context)));

        // Load balancers and uptime checks like to ask for the head alone.
        string[] getOrHead = [HttpMethods.Get, HttpMethods.Head];
        app.MapMethods(HealthEndpoints.LivePath, getOrHead, HealthEndpoints.LiveAsync).AllowAnonymous();
        app.MapMethods("/health/ready", getOrHead, To<HealthEndpoints>(static (health, context) => health.ReadyAsync(context))).AllowAnonymous();
    }

    // Resolved by the request: they need the store, which is opened when the host starts, where its failure can be reported.
    internal static RequestDelegate To<TEndpoints>(Func<TEndpoints, HttpContext, Task> handle)
        where TEndpoints : class => context => handle(context.RequestServices.GetRequiredService<TEndpoints>(), context);
}
