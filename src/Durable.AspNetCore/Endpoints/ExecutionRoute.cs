namespace Durable.AspNetCore.Endpoints;

/// <summary>Something that can be asked of one execution. Routes are mapped from the list, and paths are taken apart by it.</summary>
/// <param name="Action">Last segment of the path; null for the execution itself.</param>
/// <param name="Method">HTTP method.</param>
/// <param name="Right">What a caller must be allowed.</param>
/// <param name="Handler">Answers.</param>
internal sealed record ExecutionRoute(string? Action, string Method, CallerRight Right, RequestDelegate Handler)
{
    public static IReadOnlyList<ExecutionRoute> All { get; } =
    [
        new(null, HttpMethods.Get, CallerRight.Read, DurableEndpoint.ToRead<ExecutionEndpoints>(static (execution, context) => execution.DescribeAsync(context))),
        new("history", HttpMethods.Get, CallerRight.Read, DurableEndpoint.ToRead<ExecutionEndpoints>(static (execution, context) => execution.GetHistoryAsync(context))),
        new("events", HttpMethods.Get, CallerRight.Read, DurableEndpoint.To<EventsEndpoint>(static (events, context) => events.WatchAsync(context))),
        new("stop", HttpMethods.Post, CallerRight.Operate, DurableEndpoint.To<ExecutionEndpoints>(static (execution, context) => execution.StopAsync(context))),
        new("resume", HttpMethods.Post, CallerRight.Operate, DurableEndpoint.To<ExecutionEndpoints>(static (execution, context) => execution.ResumeAsync(context))),
        new("result", HttpMethods.Get, CallerRight.Read, DurableEndpoint.To<ResultEndpoint>(static (result, context) => result.GetResultAsync(context))),
    ];
}
