using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;

namespace Durable.Silo.Hosting;

/// <summary>The options of the command line for <c>--host orleans</c>.</summary>
internal sealed class ClusterCommandOptions
{
    private readonly Option<int> _siloPort = new("--silo-port")
    {
        Description = "The port for other silos.",
        HelpName = "number",
        DefaultValueFactory = static _ => ClusterServerOptions.DefaultSiloPort,
    };

    private readonly Option<int> _gatewayPort = new("--gateway-port")
    {
        Description = "The port for client apps that use grain interfaces.",
        HelpName = "number",
        DefaultValueFactory = static _ => ClusterServerOptions.DefaultGatewayPort,
    };

    private readonly Option<string> _primary = new("--primary")
    {
        Description = "Join the cluster of another silo on this machine: its address and silo port, such as 127.0.0.1:11111. Default: be the first silo.",
        HelpName = "ip:port",
    };

    private readonly Option<string> _clusterId = new("--cluster-id")
    {
        Description = "Silos and client apps of one cluster have the same.",
        HelpName = "name",
        DefaultValueFactory = static _ => ClusterServerOptions.DefaultId,
    };

    private readonly Option<string> _serviceId = new("--service-id")
    {
        Description = "Names the service through all its deployments.",
        HelpName = "name",
        DefaultValueFactory = static _ => ClusterServerOptions.DefaultId,
    };

    private readonly Option<int> _lease = new("--lease")
    {
        Description = "For how many seconds a silo may be silent before its executions go on elsewhere; 1 to 3600.",
        HelpName = "seconds",
        DefaultValueFactory = static _ => ClusterServerOptions.DefaultLeaseSeconds,
    };

    public ClusterCommandOptions()
    {
        _siloPort.Validators.Add(RequirePort);
        _gatewayPort.Validators.Add(RequirePort);
        _primary.Validators.Add(RequireEndpoint);
        _lease.Validators.Add(RequireLease);
    }

    private Option[] All => [_siloPort, _gatewayPort, _primary, _clusterId, _serviceId, _lease];

    public void AddTo(RootCommand command)
    {
        foreach (var option in All)
        {
            command.Add(option);
        }
    }

    public ClusterServerOptions Read(ParseResult parsed) => new()
    {
        SiloPort = parsed.GetValue(_siloPort),
        GatewayPort = parsed.GetValue(_gatewayPort),
        Primary = parsed.GetValue(_primary) is { } primary ? IPEndPoint.Parse(primary) : null,
        ClusterId = parsed.GetRequiredValue(_clusterId),
        ServiceId = parsed.GetRequiredValue(_serviceId),
        Lease = TimeSpan.FromSeconds(parsed.GetValue(_lease)),
    };

    /// <summary>Refuses what makes no sense together.</summary>
    /// <param name="command">The parsed command.</param>
    /// <param name="isChosen">Whether the host is Orleans.</param>
    /// <param name="store">The store.</param>
    public void RequireCombination(CommandResult command, bool isChosen, string store)
    {
        if (!isChosen && Array.Find(All, option => command.GetResult(option) is { Implicit: false }) is { } first)
        {
            command.AddError($"{first.Name} is for --host orleans: add that, or leave it out.");
        }

        if (isChosen && !ClusterHosting.IsAvailable)
        {
            command.AddError(
                "--host orleans is not in this build, because Orleans could not be restored from this machine's package sources: use --host embedded, "
                + "or build where it can.");
        }

        if (isChosen && command.GetResult(_primary) is { Implicit: false } && !string.Equals(store, "dynamodb", StringComparison.OrdinalIgnoreCase))
        {
            command.AddError($"--primary joins other silos, and --store {store} is of one process alone: use --store dynamodb on every silo.");
        }

        if (isChosen && command.GetValue(_siloPort) == command.GetValue(_gatewayPort) && command.GetResult(_siloPort) is not null)
        {
            command.AddError("--silo-port and --gateway-port are the same: choose two.");
        }
    }

    private static void RequirePort(OptionResult option)
    {
        if (option.Tokens is [var token] && (!int.TryParse(token.Value, out var port) || port is < 1 or > IPEndPoint.MaxPort))
        {
            option.AddError($"{option.Option.Name} {token.Value} is not a port: use 1 to {IPEndPoint.MaxPort}.");
        }
    }

    private static void RequireEndpoint(OptionResult option)
    {
        if (option.Tokens is [var token] && (!IPEndPoint.TryParse(token.Value, out var endpoint) || endpoint.Port == 0 || !IPAddress.IsLoopback(endpoint.Address)))
        {
            option.AddError($"--primary {token.Value} is not a silo of this machine: name its loopback address and silo port, such as 127.0.0.1:11111.");
        }
    }

    private static void RequireLease(OptionResult option)
    {
        if (option.Tokens is [var token] && (!int.TryParse(token.Value, out var seconds) || seconds is < 1 or > 3600))
        {
            option.AddError($"--lease {token.Value} is not a number of seconds from 1 to 3600.");
        }
    }
}
