using System.Net;
using System.Net.Sockets;

namespace Durable.Silo.Hosting;

/// <summary>What the command line says about the cluster that the server is a silo of.</summary>
internal sealed record ClusterServerOptions
{
    public const int DefaultSiloPort = 11111;
    public const int DefaultGatewayPort = 30000;
    public const string DefaultId = "durable";
    public const int DefaultLeaseSeconds = 60;
    public const string DefaultTable = "durable-silos";

    /// <summary>How silos find each other.</summary>
    public ClusteringKind Clustering { get; init; } = ClusteringKind.Localhost;

    /// <summary>Where other silos reach this one; 0 for any free port.</summary>
    public int SiloPort { get; init; } = DefaultSiloPort;

    /// <summary>Where client apps reach this silo; 0 for any free port.</summary>
    public int GatewayPort { get; init; } = DefaultGatewayPort;

    /// <summary>The silo of this machine that knows the others; null when it is this one.</summary>
    public IPEndPoint? Primary { get; init; }

    /// <summary>The membership table of <see cref="ClusteringKind.DynamoDB"/>.</summary>
    public string Table { get; init; } = DefaultTable;

    /// <summary>Where others reach this silo; null for the machine's own address.</summary>
    public IPAddress? AdvertisedAddress { get; init; }

    public string ClusterId { get; init; } = DefaultId;

    /// <summary>How long a silo may be silent before its executions go on elsewhere.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(DefaultLeaseSeconds);

    /// <summary>The same with numbers in place of 0: Orleans has to know its ports before it listens.</summary>
    public ClusterServerOptions WithPorts()
    {
        if (SiloPort != 0 && GatewayPort != 0)
        {
            return this;
        }

        // Both are held until both are known, so that they differ.
        using var silo = new TcpListener(IPAddress.Loopback, 0);
        using var gateway = new TcpListener(IPAddress.Loopback, 0);
        silo.Start();
        gateway.Start();
        return this with
        {
            SiloPort = SiloPort == 0 ? ((IPEndPoint)silo.LocalEndpoint).Port : SiloPort,
            GatewayPort = GatewayPort == 0 ? ((IPEndPoint)gateway.LocalEndpoint).Port : GatewayPort,
        };
    }
}

/// <summary>How the silos of a cluster find each other.</summary>
internal enum ClusteringKind
{
    /// <summary>The first silo on this machine knows the others. For development: when it ends, so does the cluster.</summary>
    Localhost,

    /// <summary>By a table of DynamoDB.</summary>
    DynamoDB,

    /// <summary>By tables beside those of the PostgreSQL store.</summary>
    Postgres,
}
