using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Durable.Silo.Hosting;

/// <summary>Where a server that has started is reached.</summary>
internal static class ServerAddresses
{
    /// <summary>Where it serves HTTP.</summary>
    public static string Http(IServer server) => string.Join(", ", server.Features.Get<IServerAddressesFeature>()?.Addresses ?? []);

    /// <summary>Where client apps reach the silo; null where it is none.</summary>
    public static string? Gateway(IServiceProvider services) => services.GetService<ILocalSiloDetails>()?.GatewayAddress.Endpoint.ToString();
}
