using Durable.Silo.Security;

namespace Durable.Silo.Http.Endpoints;

/// <summary>Something that can be asked of one execution. Routes are mapped from the list, and paths are taken apart by it.</summary>
/// <param name="Action">Last segment of the path.</param>
/// <param name="Method">HTTP method.</param>
/// <param name="Policy">What it asks of its callers.</param>
/// <param name="Handler">Answers.</param>
internal sealed record ExecutionRoute(string Action, string Method, string Policy, RequestDelegate Handler)
{
    public static IReadOnlyList<ExecutionRoute> All { get; } =
    [
        new("history", HttpMethods.Get, Policies.Read, DurableHttpApi.To<ExecutionEndpoints>(static (execution, context) => execution.GetHistoryAsync(context))),
        new("stop", HttpMethods.Post, Policies.Operate, DurableHttpApi.To<ExecutionEndpoints>(static (execution, context) => execution.StopAsync(context))),
        new("resume", HttpMethods.Post, Policies.Operate, DurableHttpApi.To<ExecutionEndpoints>(static (execution, context) => execution.ResumeAsync(context))),
        new("result", HttpMethods.Get, Policies.Read, DurableHttpApi.To<ResultEndpoint>(static (result, context) => result.GetResultAsync(context))),
    ];
}
