using System.Net;
using System.Net.Sockets;

namespace Durable.Testing;

/// <summary>
/// A way to a server that is cut once, at one message of a client: before the server has got that, or after it and before the client has the answer.
/// Everything else passes.
/// </summary>
public sealed class CuttingPort : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly int _serverPort;
    private readonly int _message;
    private readonly bool _passesMessage;
    private readonly List<Task> _connections = [];
    private readonly Task _accepting;
    private int _messages;

    /// <param name="serverPort">Where on the loopback interface the server is.</param>
    /// <param name="message">The message of clients to cut at, from 1 on.</param>
    /// <param name="passesMessage">Whether the server gets that message.</param>
    public CuttingPort(int serverPort, int message, bool passesMessage)
    {
        (_serverPort, _message, _passesMessage) = (serverPort, message, passesMessage);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Where on the loopback interface clients connect.</summary>
    public int Number => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Whether there were as many messages.</summary>
    public bool HasCut => Volatile.Read(ref _messages) >= _message;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_connections);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _connections.Add(ConnectAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // It is over.
        }
    }

    private async Task ConnectAsync(TcpClient client)
    {
        using (client)
        using (var server = new TcpClient { NoDelay = true })
        {
            await server.ConnectAsync(IPAddress.Loopback, _serverPort);
            client.NoDelay = true;
            using var cut = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            var answers = PassAsync(server.GetStream(), client.GetStream(), static () => false, cut.Token);
            await PassAsync(client.GetStream(), server.GetStream(), IsToBeCut, cut.Token);
            await cut.CancelAsync();
            await answers;
        }
    }

    private bool IsToBeCut() => Interlocked.Increment(ref _messages) == _message;

    // What a client writes at once is one message: a statement, or what belongs to it.
    private async Task PassAsync(NetworkStream from, NetworkStream to, Func<bool> isToBeCut, CancellationToken cancellationToken)
    {
        var buffer = new byte[65536];
        try
        {
            while (await from.ReadAsync(buffer, cancellationToken) is > 0 and var read)
            {
                var cuts = isToBeCut();
                if (!cuts || _passesMessage)
                {
                    await to.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                }

                if (cuts)
                {
                    return;
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // One of the two has hung up.
        }
    }
}
