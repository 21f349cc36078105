using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Net;

namespace Durable.Silo.Hosting;

/// <summary>The options of the command line for <c>--host orleans</c>.</summary>
internal sealed class ClusterCommandOptions
{
    private readonly Option<string> _clustering = new("--clustering")
    {
        Description = "How silos find each other: localhost, on this machine and through the first of them; or in the database that they share: postgres or dynamodb.",
        HelpName = "kind",
        DefaultValueFactory = static _ => "localhost",
    };

    private readonly Option<string> _table = new("--clustering-table")
    {
        Description = "The table of --clustering dynamodb, at the same DynamoDB as the store's; --dynamodb-create-table creates this one, too.",
        HelpName = "name",
        DefaultValueFactory = static _ => ClusterServerOptions.DefaultTable,
    };

    private readonly Option<string> _advertisedAddress = new("--advertised-address")
    {
        Description = "Where others reach this silo, with --clustering postgres or dynamodb. Default: the machine's own address.",
        HelpName = "ip",
    };

    private readonly SiloPortOptions _ports = new();

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

    private readonly Option<int> _lease = new("--lease")
    {
        Description = "For how many seconds a silo may be silent before its executions go on elsewhere; 1 to 3600.",
        HelpName = "seconds",
        DefaultValueFactory = static _ => ClusterServerOptions.DefaultLeaseSeconds,
    };

    public ClusterCommandOptions()
    {
        _clustering.AcceptOnlyFromAmong(StringComparer.OrdinalIgnoreCase, "localhost", "postgres", "dynamodb");
        _advertisedAddress.Validators.Add(RequireAddress);
        _primary.Validators.Add(RequireEndpoint);
        _lease.Validators.Add(RequireLease);
    }

    public Option[] All => [_clustering, _table, _advertisedAddress, .. _ports.All, _primary, _clusterId, _lease];

    public void AddTo(RootCommand command)
    {
        foreach (var option in All)
        {
            command.Add(option);
        }
    }

    public ClusterServerOptions Read(ParseResult parsed) => _ports.Read(parsed) with
    {
        Clustering = Enum.Parse<ClusteringKind>(parsed.GetRequiredValue(_clustering), ignoreCase: true),
        Table = parsed.GetRequiredValue(_table),
        AdvertisedAddress = parsed.GetValue(_advertisedAddress) is { } address ? IPAddress.Parse(address) : null,
        Primary = parsed.GetValue(_primary) is { } primary ? IPEndPoint.Parse(primary) : null,
        ClusterId = parsed.GetRequiredValue(_clusterId),
        Lease = TimeSpan.FromSeconds(parsed.GetValue(_lease)),
    };

    /// <summary>Refuses what makes no sense together.</summary>
    /// <param name="command">The parsed command.</param>
    /// <param name="isChosen">Whether the host is Orleans.</param>
    /// <param name="store">The store.</param>
    public void RequireCombination(CommandResult command, bool isChosen, string store)
    {
        var clustering = (command.GetValue(_clustering) ?? "localhost").ToLowerInvariant();
        var isLocal = clustering == "localhost";
        if (isChosen && isLocal && command.GetResult(_primary) is { Implicit: false } && store is not ("postgres" or "dynamodb"))
        {
            command.AddError($"--primary joins other silos, and --store {store} is of one process alone: use --store postgres or dynamodb on every silo.");
        }

        if (isChosen && !isLocal && store != clustering)
        {
            command.AddError($"--clustering {clustering} is in the database of --store {clustering}, and --store {store} is another: use the same for both.");
        }

        if (isChosen && clustering == "dynamodb" && !ClusterHosting.HasDynamoDBClustering)
        {
            command.AddError(
                "--clustering dynamodb is not in this build: build with the MSBuild property DurableDynamoDBClustering, "
                + "dotnet publish silo -c Release -p:DurableDynamoDBClustering=true, or use --clustering localhost.");
        }

        RequireKind(command, clustering);
        if (isChosen)
        {
            _ports.RequireCombination(command);
        }
    }

    private void RequireKind(CommandResult command, string clustering)
    {
        if (clustering != "localhost" && command.GetResult(_primary) is { Implicit: false })
        {
            command.AddError("--primary is for --clustering localhost: the table knows all silos.");
        }

        if (clustering != "dynamodb" && command.GetResult(_table) is { Implicit: false })
        {
            command.AddError("--clustering-table is for --clustering dynamodb: add that, or leave it out.");
        }

        if (clustering == "localhost" && command.GetResult(_advertisedAddress) is { Implicit: false })
        {
            command.AddError("--advertised-address is for --clustering postgres or dynamodb: add one of them, or leave it out.");
        }
    }

    private static void RequireAddress(OptionResult option)
    {
        if (option.Tokens is [var token] && !IPAddress.TryParse(token.Value, out _))
        {
            option.AddError($"--advertised-address {token.Value} is not an IP address.");
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
        if (option.Tokens is [var token] && (!int.TryParse(token.Value, CultureInfo.InvariantCulture, out var seconds) || seconds is < 1 or > 3600))
        {
            option.AddError($"--lease {token.Value} is not a number of seconds from 1 to 3600.");
        }
    }
}
