using Durable.AspNetCore.Access;
using Durable.AspNetCore.Answers;
using Durable.AspNetCore.Requests;
using Durable.Http.Wire;

namespace Durable.AspNetCore.Endpoints;

/// <summary>
/// Waits a bounded time for an execution's end. Not on the original wire, whose clients can only ask again and again: this answers as
/// describe does, at the end or when the time is up, and the caller looks at <c>Status</c>.
/// </summary>
internal sealed class ResultEndpoint(IDurableClient client, CallerRights rights, ReadGate gate, IHostApplicationLifetime lifetime, TimeProvider timeProvider)
{
    private const int DefaultWaitSeconds = 20;

    // Below what proxies and HTTP clients take for a dead connection.
    private const int MaxWaitSeconds = 60;

    public async Task GetResultAsync(HttpContext context)
    {
        await rights.RequireDataAsync(context);
        var wait = TimeSpan.FromSeconds(new QueryReader(context.Request.Query).Integer("waitSeconds", 0, MaxWaitSeconds, DefaultWaitSeconds));
        var id = await ExecutionEndpoints.ResolveAsync(client, context);
        await WaitAsync(id, wait, context.RequestAborted);

        // Who waits takes no place.
        await gate.RunAsync(
            context, async () => await WireJson.WriteAsync(context, ExecutionAnswer.Of(await client.DescribeAsync(id, includeData: true, context.RequestAborted))));
    }

    private async Task WaitAsync(ExecutionId id, TimeSpan wait, CancellationToken requestAborted)
    {
        using var timeUp = new CancellationTokenSource(wait, timeProvider);
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(timeUp.Token, requestAborted, lifetime.ApplicationStopping);
        try
        {
            await client.WaitForCompletionAsync(id, waiting.Token);
        }
        catch (OperationCanceledException) when (!requestAborted.IsCancellationRequested)
        {
            // The caller asks again.
        }
    }
}
