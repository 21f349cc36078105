namespace Durable.CommandLine.Targets;

/// <summary>Which cluster to ask.</summary>
/// <param name="Gateways">Where its silos take clients; one that lives is enough.</param>
/// <param name="ClusterId">Orleans' cluster id.</param>
/// <param name="ServiceId">Orleans' service id.</param>
internal sealed record ClusterAddress(IReadOnlyList<Gateway> Gateways, string ClusterId, string ServiceId)
{
    public const string DefaultId = "durable";

    public override string ToString() => string.Join(", ", Gateways);
}
