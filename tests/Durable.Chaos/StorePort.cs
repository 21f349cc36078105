using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Durable.Chaos;

/// <summary>The way to a store: a port that passes everything on, until it is closed, or swallows what it gets.</summary>
internal sealed class StorePort : IAsyncDisposable
{
    private readonly Uri _target;
    private readonly TcpListener _listener;
    private readonly ConcurrentDictionary<TcpClient, bool> _open = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;
    private volatile bool _isClosed;
    private volatile TaskCompletionSource? _swallowing;

    private StorePort(Uri target)
    {
        _target = target;
        _listener = new TcpListener(IPAddress.Loopback, 0);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Where on the loopback interface the store is to be asked.</summary>
    public int Number => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public static StorePort Open(Uri target) => new(target);

    /// <summary>Whoever is connected is cut off, and so is whoever connects, for a while.</summary>
    public async Task CloseAsync(TimeSpan howLong)
    {
        _isClosed = true;
        CutOff();
        await Task.Delay(howLong);
        _isClosed = false;
    }

    /// <summary>Nothing comes through in either direction for a while, and nobody is told.</summary>
    public async Task SwallowAsync(TimeSpan howLong)
    {
        var swallowing = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _swallowing = swallowing;
        await Task.Delay(howLong);
        _swallowing = null;
        CutOff();
        swallowing.SetResult();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        CutOff();
        await _accepting;
        _stop.Dispose();
    }

    private void CutOff()
    {
        foreach (var client in _open.Keys)
        {
            client.Close();
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                _open[client] = true;
                _ = PassAsync(client);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The run is over.
        }
    }

    private async Task PassAsync(TcpClient client)
    {
        using var closing = client;
        using var server = new TcpClient();
        _open[server] = true;
        try
        {
            if (!_isClosed)
            {
                await server.ConnectAsync(_target.Host, _target.Port, _stop.Token);
                await Task.WhenAny(CopyAsync(client.GetStream(), server.GetStream()), CopyAsync(server.GetStream(), client.GetStream()));
            }
        }
        catch (Exception exception) when (exception is IOException or SocketException or InvalidOperationException or OperationCanceledException)
        {
            // It was cut off.
        }
        finally
        {
            _open.TryRemove(client, out _);
            _open.TryRemove(server, out _);
        }
    }

    private async Task CopyAsync(NetworkStream from, NetworkStream to)
    {
        try
        {
            var buffer = new byte[16 * 1024];
            while (await from.ReadAsync(buffer, _stop.Token) is > 0 and var count)
            {
                if (_swallowing is { } swallowing)
                {
                    await swallowing.Task;
                    return;
                }

                await to.WriteAsync(buffer.AsMemory(0, count), _stop.Token);
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // It was cut off.
        }
    }
}
