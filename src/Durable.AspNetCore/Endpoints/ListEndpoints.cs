using Durable.AspNetCore.Answers;
using Durable.AspNetCore.Errors;
using Durable.AspNetCore.Requests;
using Durable.Http.Wire;

namespace Durable.AspNetCore.Endpoints;

/// <summary>Lists executions, of one function or all, and sums up what they have cost.</summary>
internal sealed class ListEndpoints(IDurableClient client, IRegisteredFunctions? functions = null)
{
    public Task ListAsync(HttpContext context) => ListAsync(context, null);

    public Task ListByFunctionAsync(HttpContext context) => ListAsync(context, FunctionReference.Of(context));

    public Task SumUsageAsync(HttpContext context) => SumUsageAsync(context, null);

    public Task SumUsageByFunctionAsync(HttpContext context) => SumUsageAsync(context, FunctionReference.Of(context));

    private static ExecutionQuery Query(HttpContext context, FunctionReference? function)
    {
        var query = new QueryReader(context.Request.Query);
        return new ExecutionQuery
        {
            FunctionName = function?.Name,
            Name = query.Value("DurableExecutionName"),
            BusinessKey = query.Value("BusinessKey"),
            Tags = query.Tags("Tag"),
            Statuses = query.Statuses("Statuses"),
            IsStuck = query.Boolean("Stuck", fallback: false),
            StartedAfter = query.Timestamp("StartedAfter"),
            StartedBefore = query.Timestamp("StartedBefore"),
            OldestFirst = query.Boolean("ReverseOrder", fallback: false),
            PageSize = query.PageSize(),
            Marker = query.Text("Marker"),
        };
    }

    private async Task SumUsageAsync(HttpContext context, FunctionReference? function)
    {
        if (function?.Qualifier is { } qualifier)
        {
            throw WireException.Constraint(qualifier, "qualifier", "Member must be left out: sums are over all versions of a function");
        }

        var page = await Marker.CheckAsync(client.SumUsageAsync(Query(context, function), context.RequestAborted));
        if (page.Functions.Count == 0 && function is not null)
        {
            await RequireKnownAsync(function.Name, context.RequestAborted);
        }

        await WireJson.WriteAsync(context, UsageAnswer.Of(page));
    }

    private async Task ListAsync(HttpContext context, FunctionReference? function)
    {
        var page = await Marker.CheckAsync(client.ListAsync(Query(context, function), context.RequestAborted));
        if (page.Executions.Count == 0 && function is not null)
        {
            await RequireKnownAsync(function.Name, context.RequestAborted);
        }

        // Stores do not filter by version; a page may be short, and the marker leads on all the same.
        var executions = page.Executions.Where(execution => function?.Qualifier is null || execution.FunctionVersion == function.Qualifier);
        await WireJson.WriteAsync(context, ListAnswer.Of(page with { Executions = [.. executions] }));
    }

    // A function that is no longer registered is known by the executions it has left.
    private async Task RequireKnownAsync(string function, CancellationToken cancellationToken)
    {
        var any = new ExecutionQuery { FunctionName = function, PageSize = 1 };
        if (functions?.Contains(function) is false && (await client.ListAsync(any, cancellationToken)).Executions.Count == 0)
        {
            throw new FunctionNotFoundException(function, functions.Names);
        }
    }
}
