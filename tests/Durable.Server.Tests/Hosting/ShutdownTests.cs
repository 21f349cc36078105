using System.Net.Sockets;
using System.Text;
using Durable.Server.Tests.Testing;

namespace Durable.Server.Tests.Hosting;

public sealed class ShutdownTests : IAsyncLifetime
{
    private readonly ServerFixture _server = new();

    public Task InitializeAsync() => _server.InitializeAsync();

    public Task DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_caller_who_waits_does_not_hold_up_the_end_of_the_server_and_learns_what_became_of_the_execution()
    {
        var waiting = _server.InvokeAsync("gated", "\"hi\"", "waiting");
        await _server.Gate.Reached;

        var stopped = _server.StopAsync();

        using var response = await waiting;
        await WireAssert.ErrorAsync(
            response,
            503,
            "ServiceUnavailableException",
            "The server is stopping. 'gated/waiting' was started and goes on when the server is back: ask for its result then.");
        Assert.Contains("/waiting/", response.Headers.GetValues("X-Amz-Durable-Execution-Arn").Single(), StringComparison.Ordinal);
        _server.Gate.Open();
        await stopped;
    }

    [Fact]
    public async Task A_caller_who_sends_half_a_request_does_not_hold_up_the_end_of_the_server()
    {
        var endpoint = new Uri(_server.Endpoint);
        using var client = new TcpClient();
        await client.ConnectAsync(endpoint.Host, endpoint.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(
            "POST /2015-03-31/functions/echo/invocations HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 10\r\n\r\n"u8.ToArray());
        using var reader = new StreamReader(stream, Encoding.ASCII);

        // Says that the server has begun to read the body.
        Assert.Equal("HTTP/1.1 100 Continue", await reader.ReadLineAsync());
        await _server.StopAsync();

        Assert.Contains("HTTP/1.1 503", await reader.ReadToEndAsync(), StringComparison.Ordinal);
    }
}
