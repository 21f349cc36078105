namespace Durable.OrderClient;

/// <summary>Which cluster to order from.</summary>
internal sealed record ClusterAddress
{
    public const string DefaultGateway = "127.0.0.1:30000";
    public const string DefaultId = "durable";

    /// <summary>Where silos take clients, each <c>host:port</c>.</summary>
    public required IReadOnlyList<string> Gateways { get; init; }

    public string ClusterId { get; init; } = DefaultId;

    public string ServiceId { get; init; } = DefaultId;
}
