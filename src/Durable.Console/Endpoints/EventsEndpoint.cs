namespace Durable.WebConsole.Endpoints;

/// <summary>Tells a browser of each change of an execution, as server-sent events: that there is one, not what it is. The page asks for that itself.</summary>
internal static class EventsEndpoint
{
    // Who may look is asked when a browser connects: it has to do so again.
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(5);

    public static async Task AnswerAsync(HttpContext context, ConsoleRequest request)
    {
        var hasEnded = await ExecutionEvents.SendAsync(
            context,
            ExecutionPath.Read(request),
            static response => PageRenderer.Protect(response.Headers),
            (execution, cancellationToken) => context.Response.WriteAsync(
                Invariant($"event: state\nid: {execution.Usage.Checkpoints}\ndata: {execution.Status}\n\n"), cancellationToken),
            s_longest);
        if (hasEnded is { } ended)
        {
            await context.Response.WriteAsync(ended ? "event: end\ndata: end\n\n" : "event: again\ndata: again\n\n", context.RequestAborted);
        }
    }
}
