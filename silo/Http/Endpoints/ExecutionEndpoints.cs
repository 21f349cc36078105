using Durable.Http.Wire;
using Durable.Model;
using Durable.Silo.Http.Answers;
using Durable.Silo.Http.Errors;
using Durable.Silo.Http.Requests;
using Durable.Silo.Security;
using Microsoft.AspNetCore.Http.Features;

namespace Durable.Silo.Http.Endpoints;

/// <summary>What can be asked of one execution.</summary>
internal sealed class ExecutionEndpoints(IDurableClient client)
{
    public async Task DescribeAsync(HttpContext context)
    {
        var includeData = DataAccess.IsIncluded(context);
        var id = await ResolveAsync(client, context);
        await WireJson.WriteAsync(context, ExecutionAnswer.Of(await client.DescribeAsync(id, includeData, context.RequestAborted)));
    }

    public async Task GetHistoryAsync(HttpContext context)
    {
        var query = new QueryReader(context.Request.Query);
        var wanted = new HistoryQuery
        {
            IncludeExecutionData = DataAccess.IsIncluded(context),
            ReverseOrder = query.Boolean("ReverseOrder", fallback: false),
            PageSize = query.PageSize(),
            Marker = query.Text("Marker"),
        };
        var id = await ResolveAsync(client, context);
        var page = await Marker.CheckAsync(client.GetHistoryAsync(id, wanted, context.RequestAborted));
        await WireJson.WriteAsync(context, new HistoryAnswer(EventsFor(context, page.Events), page.NextMarker));
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

    // Whoever has the id of a callback can have it completed by somebody who may.
    private static IReadOnlyList<HistoryEvent> EventsFor(HttpContext context, IReadOnlyList<HistoryEvent> events) => context.User.MayCompleteCallbacks()
        ? events
        : [.. events.Select(static one => one.Details.CallbackId is null ? one : one with { Details = one.Details with { CallbackId = null } })];

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
