using Durable.Model;
using Durable.Silo.Http.Answers;
using Durable.Silo.Http.Errors;
using Durable.Silo.Http.Requests;
using Durable.Wire;
using Microsoft.AspNetCore.Http.Features;

namespace Durable.Silo.Http.Endpoints;

/// <summary>What can be asked of one execution.</summary>
internal sealed class ExecutionEndpoints(IDurableClient client)
{
    public async Task DescribeAsync(HttpContext context)
    {
        var includeData = new QueryReader(context.Request.Query).Boolean("IncludeExecutionData", fallback: true);
        var id = await ResolveAsync(client, context);
        await WireJson.WriteAsync(context, ExecutionAnswer.Of(await client.DescribeAsync(id, includeData, context.RequestAborted)));
    }

    public async Task GetHistoryAsync(HttpContext context)
    {
        var query = new QueryReader(context.Request.Query);
        var wanted = new HistoryQuery
        {
            IncludeExecutionData = query.Boolean("IncludeExecutionData", fallback: true),
            ReverseOrder = query.Boolean("ReverseOrder", fallback: false),
            PageSize = query.PageSize(),
            Marker = query.Text("Marker"),
        };
        var id = await ResolveAsync(client, context);
        var page = await Marker.CheckAsync(client.GetHistoryAsync(id, wanted, context.RequestAborted));
        await WireJson.WriteAsync(context, new HistoryAnswer(page.Events, page.NextMarker));
    }

    public async Task StopAsync(HttpContext context)
    {
        var reason = await ErrorBody.ReadAsync(context.Request);
        var id = await ResolveAsync(client, context);
        await WireJson.WriteAsync(context, new StopAnswer(await client.StopAsync(id, reason, context.RequestAborted)));
    }

    public async Task ResumeAsync(HttpContext context)
    {
        var id = await ResolveAsync(client, context);
        await client.ResumeAsync(id, context.RequestAborted);
        var execution = await client.DescribeAsync(id, includeData: false, context.RequestAborted);
        await WireJson.WriteAsync(context, new ResumeAnswer(execution.Arn, WireNames.Of(execution.Status)));
    }

    /// <summary>The execution that the path names.</summary>
    /// <exception cref="WireException">It names none.</exception>
    public static Task<ExecutionId> ResolveAsync(IDurableClient client, HttpContext context)
    {
        var text = context.Features.GetRequiredFeature<ExecutionPath>().Execution;
        var reference = ExecutionReference.TryParse(text)
            ?? throw WireException.Constraint(text, "durableExecutionArn", "Member must be the ARN of an execution, or function/name");
        return reference.ResolveAsync(client, context.RequestAborted);
    }
}
