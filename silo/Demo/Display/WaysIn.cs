using Durable.Silo.Hosting;
using Durable.Silo.WebConsole;

namespace Durable.Silo.Demo.Display;

/// <summary>How client apps, a shell and HTTP callers reach the server that goes on after the demo.</summary>
/// <param name="Options">The server.</param>
/// <param name="Gateway">The gateway of the silo that it is; null where it is none.</param>
/// <param name="Http">Where it serves HTTP.</param>
internal sealed record WaysIn(ServerOptions Options, string? Gateway, string Http)
{
    /// <summary>Which cluster this is, in one line; null where there is none.</summary>
    public string? Cluster => Gateway is null
        ? null
        : $"This process is a silo of an Orleans cluster: gateway {Gateway}, service id {Options.ServiceId}, cluster id {Options.Cluster.ClusterId}.";

    /// <summary>Where a browser looks on; null where there is no console.</summary>
    public string? Console => Options.HasConsole ? $"{Http.Split(", ")[0]}{ServerConsole.Path}" : null;

    /// <summary>What can be done next.</summary>
    public IEnumerable<string> Lines => Gateway is null
        ?
        [
            $"The server goes on at {Http}. Ctrl+C stops it.",
            .. InBrowser,
            $"  from a shell  dotnet run --project client -- list --endpoint {Http}",
        ]
        :
        [
            "The silo goes on. Ctrl+C stops it.",
            .. InBrowser,
            @"  a client app  dotnet run --project samples/OrderClient -- \",
            $"                  --gateway {Gateway}{Ids}",
            $"  from a shell  dotnet run --project client -- list --orleans {Gateway}{Ids}",
            $"  over HTTP     {Http}",
        ];

    private IEnumerable<string> InBrowser => Console is { } console ? [$"  in a browser  {console}"] : [];

    // The clients have the same defaults.
    private string Ids =>
        (Options.ServiceId == ServerOptions.DefaultServiceId ? "" : $" --service-id {Quoted(Options.ServiceId)}")
        + (Options.Cluster.ClusterId == ClusterServerOptions.DefaultId ? "" : $" --cluster-id {Quoted(Options.Cluster.ClusterId)}");

    private static string Quoted(string id) => id.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.') ? id : $"'{id.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
