using Microsoft.AspNetCore.Http.Features;

namespace Durable;

/// <summary>Sends an execution's states as server-sent events, for as long as there are any and somebody looks.</summary>
internal static class ExecutionEvents
{
    // Below what proxies take for a dead connection.
    private static readonly TimeSpan s_signOfLife = TimeSpan.FromSeconds(15);

    /// <summary>Sends until the execution has ended, the viewer leaves, the server goes, or the time is up.</summary>
    /// <param name="context">The request.</param>
    /// <param name="id">The execution.</param>
    /// <param name="begin">Sets more headers, once it is known that there is something to send.</param>
    /// <param name="write">Writes the event of a state.</param>
    /// <param name="longest">How long, <see cref="TimeSpan.MaxValue"/> for ever.</param>
    /// <returns>Whether the execution has ended; null when nobody is there any more who could be told.</returns>
    /// <exception cref="ExecutionNotFoundException">No such execution; nothing was sent.</exception>
    public static async Task<bool?> SendAsync(
        HttpContext context, ExecutionId id, Action<HttpResponse>? begin, Func<ExecutionDescription, CancellationToken, Task> write, TimeSpan longest)
    {
        var services = context.RequestServices;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(
            context.RequestAborted, services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);
        await using var states = services.GetRequiredService<IDurableClient>().WatchAsync(id, stop.Token).GetAsyncEnumerator(stop.Token);
        var next = states.MoveNextAsync().AsTask();
        try
        {
            // The first state is there at once; what cannot be watched is told before anything is sent.
            await next;
            Begin(context);
            begin?.Invoke(context.Response);
            await context.Response.StartAsync(stop.Token);
            var timeProvider = services.GetRequiredService<TimeProvider>();
            for (var began = timeProvider.GetTimestamp(); timeProvider.GetElapsedTime(began) < longest;)
            {
                if (!await IsThereAsync(next, context.Response, timeProvider, stop.Token))
                {
                    continue;
                }

                if (!await next)
                {
                    return true;
                }

                await write(states.Current, stop.Token);
                await context.Response.Body.FlushAsync(stop.Token);
                next = states.MoveNextAsync().AsTask();
            }

            return false;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The viewer has left, or the server goes: he connects again.
            return null;
        }
        finally
        {
            // An enumerator is not to be disposed of while it moves.
            await stop.CancelAsync();
            await next.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private static void Begin(HttpContext context)
    {
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers["X-Accel-Buffering"] = "no";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
    }

    // False when there was nothing for a while but a sign of life.
    private static async Task<bool> IsThereAsync(Task<bool> next, HttpResponse response, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        try
        {
            await next.WaitAsync(s_signOfLife, timeProvider, cancellationToken);
            return true;
        }
        catch (TimeoutException) when (!next.IsFaulted)
        {
            // It may have come at this very moment: then it is sent next.
            await response.WriteAsync(":\n\n", cancellationToken);
            await response.Body.FlushAsync(cancellationToken);
            return false;
        }
    }
}
