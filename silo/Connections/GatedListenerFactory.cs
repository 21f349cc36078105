using System.Net;
using Microsoft.AspNetCore.Connections;

namespace Durable.Silo.Connections;

/// <summary>Puts the gate in front of everything that a connection costs, TLS included.</summary>
internal sealed class GatedListenerFactory(IConnectionListenerFactory transport, ConnectionGate gate) : IConnectionListenerFactory
{
    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        new GatedListener(await transport.BindAsync(endpoint, cancellationToken), gate);
}
