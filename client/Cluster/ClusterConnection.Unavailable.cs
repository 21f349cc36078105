using Durable.CommandLine.Api;

namespace Durable.CommandLine.Cluster;

/// <summary>Stands for the connection to a cluster in a build without Orleans.</summary>
internal static class ClusterConnection
{
    public static Task<IDurableApi> OpenAsync(ClusterAddress address, CancellationToken cancellationToken) => throw new CommandFailure(
        ExitCode.Usage,
        $"This build has no Orleans and cannot ask the cluster at {address}. Name a server with --endpoint, or build with the Orleans packages; the section Orleans of the README says how.");
}
