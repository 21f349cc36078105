using System.Net;
using System.Net.Sockets;
using System.Text;
using Durable.Server.Tests.Testing;
using Durable.Silo.Hosting;
using Durable.Testing;

namespace Durable.Server.Tests.Http;

/// <summary>A connection whose request is being answered is not idle.</summary>
public sealed class BusyConnectionTests : IAsyncLifetime
{
    private const string Invoke = "POST /2015-03-31/functions/gated/invocations HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\n\"x\"";

    private readonly ServerFixture _server = new(configure: null, new AccessServerOptions { MaxConnections = 1 });

    public Task InitializeAsync() => _server.InitializeAsync();

    public Task DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_busy_connection_is_not_given_up_for_a_new_one()
    {
        using var busy = await ConnectAsync();
        await busy.SendAsync(Encoding.ASCII.GetBytes(Invoke));
        await _server.Gate.Reached.OrFail();

        Assert.True(await IsRefusedAsync());

        _server.Gate.Open();
        Assert.StartsWith("HTTP/1.1 200", await ReadAsync(busy), StringComparison.Ordinal);
    }

    private static async Task<string> ReadAsync(Socket socket)
    {
        var buffer = new byte[4096];
        return Encoding.ASCII.GetString(buffer, 0, await socket.ReceiveAsync(buffer).OrFail());
    }

    private async Task<bool> IsRefusedAsync()
    {
        try
        {
            using var socket = await ConnectAsync();
            return await ReadAsync(socket) is "";
        }
        catch (SocketException)
        {
            // Closed with a reset, at once or a moment later.
            return true;
        }
    }

    private async Task<Socket> ConnectAsync()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, new Uri(_server.Endpoint).Port);
        return socket;
    }
}
