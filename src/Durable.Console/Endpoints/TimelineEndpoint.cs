using System.Text.Json;
using Durable.WebConsole.Timeline;

namespace Durable.WebConsole.Endpoints;

/// <summary>Answers with a part of a timeline.</summary>
internal static class TimelineEndpoint
{
    // A large history is read in several requests, so that the first rows are there soon.
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(400);

    public static async Task AnswerAsync(HttpContext context, ConsoleRequest request)
    {
        var id = ExecutionPath.Read(request);
        var client = context.RequestServices.GetRequiredService<IDurableClient>();
        var execution = await client.DescribeAsync(id, includeData: false, context.RequestAborted);
        var state = Enum.TryParse<RowState>(request.Asked("state"), out var wanted) ? wanted : (RowState?)null;
        var answer = await context.RequestServices.GetRequiredService<FoldCache>().Of(execution).LookAsync(
            client,
            s_patience,
            (fold, isComplete) => TimelineAnswer.Of(
                fold,
                isComplete,
                fold.Find(request.Asked("parent") ?? "") ?? throw new ConsoleRefusal(StatusCodes.Status404NotFound, "There is no such operation in this run."),
                state,
                request.AskedNumber("offset", 0, int.MaxValue),
                request.AskedNumber("limit", TimelineAnswer.MaxRows, TimelineAnswer.MaxRows),
                request.Now),
            context.RequestAborted);
        PageRenderer.Protect(context.Response.Headers);
        context.Response.ContentType = "application/json; charset=utf-8";
        await JsonSerializer.SerializeAsync(context.Response.Body, answer, TimelineJson.Default.TimelineAnswer, context.RequestAborted);
    }
}
