using System.Net;
using System.Net.Sockets;
using System.Text;
using Durable.Testing;

namespace Durable.Server.Tests.Hosting;

/// <summary>Callers who open connections and do nothing take neither the server nor its store away from others.</summary>
public sealed class ConnectionFloodTests : IDisposable
{
    private const int Flood = 300;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("durable-flood-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Theory]
    [InlineData("")]
    [InlineData("GET /health/live HTTP/1.1\r\nHost: lo")]
    [InlineData("GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n")]
    public async Task A_flood_of_idle_connections_keeps_nobody_out(string sent)
    {
        // Few more handles than a server needs for itself.
        using var server = await ServerProcess.StartAsync(Path.Combine(_directory.FullName, "durable.db"), maxHandles: 320, "--host", "embedded");
        var endpoint = new Uri(server.Endpoint);
        using var http = new HttpClient { BaseAddress = endpoint, Timeout = s_patience };
        var idle = new List<Socket>();
        try
        {
            for (var i = 0; i < Flood; i++)
            {
                idle.Add(await ConnectAsync(endpoint, sent));
            }

            // While all connections are busy, a new one is closed: the caller tries again.
            await Patience.UntilAsync(async () => await TryInvokeAsync(http) == "\"Hello, Ada!\"", "an answer");
        }
        finally
        {
            idle.ForEach(static socket => socket.Dispose());
        }

        Assert.Equal("\"Hello, Ada!\"", await InvokeAsync(http));
        Assert.Equal(0, await server.TerminateAsync());
    }

    [Fact]
    public async Task A_connection_without_requests_is_closed_after_its_time()
    {
        using var server = await ServerProcess.StartAsync(Path.Combine(_directory.FullName, "durable.db"), maxHandles: null, "--host", "embedded", "--idle-timeout", "1");
        using var timeUp = new CancellationTokenSource(s_patience);
        using var socket = await ConnectAsync(new Uri(server.Endpoint), "");

        Assert.Equal(0, await socket.ReceiveAsync(new byte[1], timeUp.Token));
    }

    private static async Task<Socket> ConnectAsync(Uri endpoint, string sent)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, endpoint.Port);
            await socket.SendAsync(Encoding.ASCII.GetBytes(sent));
        }
        catch (SocketException)
        {
            // The server had no place for it, or has given it to the next already.
        }

        return socket;
    }

    private static async Task<string> InvokeAsync(HttpClient http)
    {
        using var input = new StringContent("\"Ada\"");
        using var response = await http.PostAsync(new Uri("/2015-03-31/functions/hello/invocations", UriKind.Relative), input);
        return await response.Content.ReadAsStringAsync();
    }

    private static async Task<string?> TryInvokeAsync(HttpClient http)
    {
        try
        {
            return await InvokeAsync(http);
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}
