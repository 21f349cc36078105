using System.Globalization;
using System.Text.Json;
using Durable.Http.Wire;
using Microsoft.AspNetCore.Http.Features;

namespace Durable.AspNetCore.Endpoints;

/// <summary>
/// Tells of an execution's commits as server-sent events, each with what describe answers without data and with the number of checkpoints as its id.
/// The last one is the end of the execution. Not on the original wire.
/// </summary>
internal sealed class EventsEndpoint(IDurableClient client, IHostApplicationLifetime lifetime, TimeProvider timeProvider)
{
    private const string LastEventId = "Last-Event-ID";

    // Below what proxies take for a dead connection.
    private static readonly TimeSpan s_signOfLife = TimeSpan.FromSeconds(15);

    private static readonly ReadOnlyMemory<byte> s_comment = ":\n\n"u8.ToArray();

    public async Task WatchAsync(HttpContext context)
    {
        var id = await ExecutionEndpoints.ResolveAsync(client, context);
        using var watching = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        await using var states = client.WatchAsync(id, watching.Token).GetAsyncEnumerator(watching.Token);

        // What cannot be watched is told before anything is sent.
        var next = states.MoveNextAsync().AsTask();
        await Task.WhenAny(next);
        if (next.IsFaulted)
        {
            await next;
        }

        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        var seen = long.TryParse(context.Request.Headers[LastEventId], NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0;
        try
        {
            await context.Response.StartAsync(watching.Token);
            while (await HasNextAsync(next, context.Response, watching.Token))
            {
                if (states.Current.Usage.Checkpoints > seen)
                {
                    await WriteAsync(context.Response, states.Current, watching.Token);
                }

                next = states.MoveNextAsync().AsTask();
            }
        }
        catch (OperationCanceledException) when (watching.IsCancellationRequested)
        {
            // The viewer has gone, or the server goes: he connects again.
        }
        finally
        {
            // An enumerator is not to be disposed of while it moves.
            await watching.CancelAsync();
            await next.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private static async Task WriteAsync(HttpResponse response, ExecutionDescription execution, CancellationToken cancellationToken)
    {
        await response.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"id: {execution.Usage.Checkpoints}\nevent: execution\ndata: "), cancellationToken);
        await JsonSerializer.SerializeAsync(response.Body, ExecutionAnswer.Of(execution), WireFormat.Options, cancellationToken);
        await response.WriteAsync("\n\n", cancellationToken);
        await response.Body.FlushAsync(cancellationToken);
    }

    private async Task<bool> HasNextAsync(Task<bool> next, HttpResponse response, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await next.WaitAsync(s_signOfLife, timeProvider, cancellationToken);
            }
            catch (TimeoutException) when (!next.IsFaulted)
            {
                await response.Body.WriteAsync(s_comment, cancellationToken);
                await response.Body.FlushAsync(cancellationToken);
            }
        }
    }
}
