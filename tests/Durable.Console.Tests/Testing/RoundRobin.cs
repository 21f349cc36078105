using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Durable.WebConsole.Tests.Testing;

/// <summary>One address for several servers: each request goes to the next one, whoever sends it. One that cannot be reached is passed over.</summary>
internal sealed class RoundRobin : IAsyncDisposable
{
    // Those of one connection.
    private static readonly string[] s_notPassedOn = ["Connection", "Transfer-Encoding", "Keep-Alive"];

    private readonly WebApplication _app;
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
    private readonly IReadOnlyList<Uri> _servers;
    private int _next;

    private RoundRobin(IReadOnlyList<Uri> servers)
    {
        _servers = servers;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.Urls.Add("http://127.0.0.1:0");
        _app.Run(ForwardAsync);
    }

    public string Address => _app.Urls.Single();

    /// <summary>What was asked for, which server answered, and with what status.</summary>
    public ConcurrentQueue<(string Path, int Server, int Status)> Answered { get; } = [];

    public static async Task<RoundRobin> StartAsync(params IReadOnlyList<string> servers)
    {
        var proxy = new RoundRobin([.. servers.Select(static server => new Uri(server))]);
        await proxy._app.StartAsync();
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _http.Dispose();
    }

    private async Task ForwardAsync(HttpContext context)
    {
        for (var tries = 0; tries < _servers.Count; tries++)
        {
            var server = (Interlocked.Increment(ref _next) & int.MaxValue) % _servers.Count;
            using var request = Request(context, _servers[server]);
            HttpResponseMessage answer;
            try
            {
                answer = await _http.SendAsync(request, context.RequestAborted);
            }
            catch (HttpRequestException exception) when (exception.HttpRequestError == HttpRequestError.ConnectionError)
            {
                continue;
            }
            catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
            {
                break;
            }

            using (answer)
            {
                Answered.Enqueue((context.Request.Path.ToString(), server, (int)answer.StatusCode));
                await AnswerAsync(context, answer);
            }

            return;
        }

        context.Response.StatusCode = StatusCodes.Status502BadGateway;
    }

    private static HttpRequestMessage Request(HttpContext context, Uri server)
    {
        var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), new Uri(server, $"{context.Request.Path}{context.Request.QueryString}"));
        if (context.Request.ContentLength > 0)
        {
            request.Content = new StreamContent(context.Request.Body);
        }

        foreach (var (name, values) in context.Request.Headers)
        {
            if (!s_notPassedOn.Contains(name, StringComparer.OrdinalIgnoreCase) && !request.Headers.TryAddWithoutValidation(name, values.ToArray()))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, values.ToArray());
            }
        }

        return request;
    }

    private static async Task AnswerAsync(HttpContext context, HttpResponseMessage answer)
    {
        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers).Where(static header => !s_notPassedOn.Contains(header.Key, StringComparer.OrdinalIgnoreCase)))
        {
            context.Response.Headers[name] = values.ToArray();
        }

        try
        {
            await using var body = await answer.Content.ReadAsStreamAsync(context.RequestAborted);
            var buffer = new byte[16 * 1024];
            while (await body.ReadAsync(buffer, context.RequestAborted) is > 0 and var count)
            {
                await context.Response.Body.WriteAsync(buffer.AsMemory(0, count), context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
            }
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or OperationCanceledException)
        {
            // The server is gone in the middle: so the browser is told.
            context.Abort();
        }
    }
}
