using System.Globalization;
using System.Text.Json;
using Durable.Http.Wire;

namespace Durable.AspNetCore.Endpoints;

/// <summary>
/// Tells of an execution's commits as server-sent events, each with what describe answers without data and with the number of checkpoints as its id.
/// The last one is the end of the execution. Not on the original wire.
/// </summary>
internal sealed class EventsEndpoint(IDurableClient client)
{
    private const string LastEventId = "Last-Event-ID";

    public async Task WatchAsync(HttpContext context)
    {
        var id = await ExecutionEndpoints.ResolveAsync(client, context);
        var seen = long.TryParse(context.Request.Headers[LastEventId], NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0;
        await ExecutionEvents.SendAsync(context, id, begin: null, WriteAsync, TimeSpan.MaxValue);

        async Task WriteAsync(ExecutionDescription execution, CancellationToken cancellationToken)
        {
            if (execution.Usage.Checkpoints > seen)
            {
                await context.Response.WriteAsync(Invariant($"id: {execution.Usage.Checkpoints}\nevent: execution\ndata: "), cancellationToken);
                await JsonSerializer.SerializeAsync(context.Response.Body, ExecutionAnswer.Of(execution), WireFormat.Options, cancellationToken);
                await context.Response.WriteAsync("\n\n", cancellationToken);
            }
        }
    }
}
