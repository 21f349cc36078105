using Durable.AspNetCore.Access;
using Durable.AspNetCore.Answers;
using Durable.AspNetCore.Errors;
using Durable.AspNetCore.Requests;
using Durable.Http.Wire;
using Durable.Model;
using Microsoft.AspNetCore.Http.Features;

namespace Durable.AspNetCore.Endpoints;

/// <summary>What can be asked of one execution.</summary>
internal sealed class ExecutionEndpoints(IDurableClient client, CallerRights rights)
{
    public async Task DescribeAsync(HttpContext context)
    {
        var includeData = await rights.IncludesDataAsync(context);
        var id = await ResolveAsync(client, context);
        await WireJson.WriteAsync(context, ExecutionAnswer.Of(await client.DescribeAsync(id, includeData, context.RequestAborted)));
    }

    public async Task GetHistoryAsync(HttpContext context)
    {
        var query = new QueryReader(context.Request.Query);
        var wanted = new HistoryQuery
        {
            IncludeExecutionData = await rights.IncludesDataAsync(context),
            ReverseOrder = query.Boolean("ReverseOrder", fallback: false),
            PageSize = query.PageSize(),
            Marker = query.Text("Marker"),
        };
        var id = await ResolveAsync(client, context);
        var page = await Marker.CheckAsync(client.GetHistoryAsync(id, wanted, context.RequestAborted));
        await WireJson.WriteAsync(context, new HistoryAnswer(await EventsForAsync(context, page.Events), page.NextMarker));
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
    private async Task<IReadOnlyList<HistoryEvent>> EventsForAsync(HttpContext context, IReadOnlyList<HistoryEvent> events) => await rights.MayCompleteCallbacksAsync(context)
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
