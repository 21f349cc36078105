using Microsoft.Extensions.Hosting;

namespace Durable.WebConsole.Endpoints;

/// <summary>Tells a browser of each change of an execution, as server-sent events: that there is one, not what it is. The page asks for that itself.</summary>
internal static class EventsEndpoint
{
    // Proxies close a connection on which nothing is said.
    private static readonly TimeSpan s_silence = TimeSpan.FromSeconds(15);

    // Who may look is asked when a browser connects: it has to do so again.
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(5);

    public static async Task AnswerAsync(HttpContext context, ConsoleRequest request)
    {
        var services = context.RequestServices;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(
            context.RequestAborted, services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);
        await using var states = services.GetRequiredService<IDurableClient>().WatchAsync(ExecutionPath.Read(request), stop.Token).GetAsyncEnumerator(stop.Token);

        // The first state is there at once; what cannot be watched is told before anything is sent.
        var next = states.MoveNextAsync().AsTask();
        await next;
        PageRenderer.Protect(context.Response.Headers);
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers["X-Accel-Buffering"] = "no";
        try
        {
            await TellAsync(context, states, next, services.GetRequiredService<TimeProvider>(), stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The browser has left, or the host is going to: the browser comes again.
        }
    }

    private static async Task TellAsync(
        HttpContext context, IAsyncEnumerator<ExecutionDescription> states, Task<bool> next, TimeProvider timeProvider, CancellationTokenSource stop)
    {
        var began = timeProvider.GetTimestamp();
        try
        {
            while (timeProvider.GetElapsedTime(began) < s_longest)
            {
                try
                {
                    if (!await next.WaitAsync(s_silence, timeProvider, stop.Token))
                    {
                        await SayAsync("event: end\ndata: end\n\n");
                        return;
                    }

                    await SayAsync(Invariant($"event: state\nid: {states.Current.Usage.Checkpoints}\ndata: {states.Current.Status}\n\n"));
                    next = states.MoveNextAsync().AsTask();
                }
                catch (TimeoutException) when (!next.IsFaulted)
                {
                    await SayAsync(": still here\n\n");
                }
            }

            await SayAsync("event: again\ndata: again\n\n");
        }
        finally
        {
            // An enumerator is not to be disposed of while it moves.
            await stop.CancelAsync();
            await next.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }

        async Task SayAsync(string text)
        {
            await context.Response.WriteAsync(text, stop.Token);
            await context.Response.Body.FlushAsync(stop.Token);
        }
    }
}
