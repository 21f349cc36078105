using System.Net;
using Microsoft.AspNetCore.Connections;

namespace Durable.Silo.Connections;

/// <summary>Accepts what the gate lets in. What it does not accept yet waits in the system's queue and takes no handle of this process.</summary>
internal sealed class GatedListener(IConnectionListener listener, ConnectionGate gate) : IConnectionListener
{
    public EndPoint EndPoint => listener.EndPoint;

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            await gate.WhenRoomAsync();
            if (await listener.AcceptAsync(cancellationToken) is not { } connection)
            {
                return null;
            }

            if (gate.TryEnter(connection))
            {
                return connection;
            }

            connection.Abort(new ConnectionAbortedException("The server has as many busy connections as it may have."));
            await connection.DisposeAsync();
        }
    }

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        gate.StopWaiting();
        return listener.UnbindAsync(cancellationToken);
    }

    public ValueTask DisposeAsync() => listener.DisposeAsync();
}
