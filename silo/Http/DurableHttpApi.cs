using Durable.Silo.Http.Endpoints;
using Durable.Silo.Http.Errors;
using Durable.Silo.Http.Requests;

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

    public static void UseDurableHttpApi(this WebApplication app)
    {
        app.UseMiddleware<ErrorMiddleware>();
        app.UseMiddleware<LoopbackGuard>();
        app.UseMiddleware<ExecutionPathMiddleware>();
        app.UseRouting();

        app.MapPost("/2015-03-31/functions/{functionName}/invocations", To<InvokeEndpoint>(static (invoke, context) => invoke.InvokeAsync(context)));

        app.MapGet(Executions, To<ListEndpoints>(static (list, context) => list.ListAsync(context)));
        app.MapGet(
            "/2025-12-01/functions/{functionName}/durable-executions",
            To<ListEndpoints>(static (list, context) => list.ListByFunctionAsync(context)));

        app.MapGet("/2025-12-01/usage", To<ListEndpoints>(static (list, context) => list.SumUsageAsync(context)));
        app.MapGet("/2025-12-01/functions/{functionName}/usage", To<ListEndpoints>(static (list, context) => list.SumUsageByFunctionAsync(context)));

        app.MapGet(OneExecution, To<ExecutionEndpoints>(static (execution, context) => execution.DescribeAsync(context)));
        app.MapGet($"{OneExecution}/history", To<ExecutionEndpoints>(static (execution, context) => execution.GetHistoryAsync(context)));
        app.MapPost($"{OneExecution}/stop", To<ExecutionEndpoints>(static (execution, context) => execution.StopAsync(context)));
        app.MapPost($"{OneExecution}/resume", To<ExecutionEndpoints>(static (execution, context) => execution.ResumeAsync(context)));
        app.MapGet($"{OneExecution}/result", To<ResultEndpoint>(static (result, context) => result.GetResultAsync(context)));

        app.MapPost($"{OneCallback}/succeed", To<CallbackEndpoints>(static (callback, context) => callback.SucceedAsync(context)));
        app.MapPost($"{OneCallback}/fail", To<CallbackEndpoints>(static (callback, context) => callback.FailAsync(context)));
        app.MapPost($"{OneCallback}/heartbeat", To<CallbackEndpoints>(static (callback, context) => callback.HeartbeatAsync(context)));

        app.MapGet("/health/live", HealthEndpoints.LiveAsync);
        app.MapGet("/health/ready", To<HealthEndpoints>(static (health, context) => health.ReadyAsync(context)));
    }

    // Resolved by the request: they need the store, which is opened when the host starts, where its failure can be reported.
    private static RequestDelegate To<TEndpoints>(Func<TEndpoints, HttpContext, Task> handle)
        where TEndpoints : class => context => handle(context.RequestServices.GetRequiredService<TEndpoints>(), context);
}
