using System.CommandLine;
using System.CommandLine.Parsing;
using Durable.CommandLine.Targets;

namespace Durable.CommandLine.Commands;

/// <summary>Whom a command asks: the server over HTTP, or a cluster through its gateways.</summary>
internal sealed class TargetOptions
{
    public const string DefaultEndpoint = "http://127.0.0.1:8321";
    public const string EndpointVariable = "DURABLE_ENDPOINT";
    public const string OrleansVariable = "DURABLE_ORLEANS";

    private readonly Terminal _terminal;
    private readonly Option<string> _endpoint;
    private readonly KeyOptions _key;

    private readonly Option<string[]> _orleans = new("--orleans")
    {
        Description = $"A gateway of a cluster to ask instead, host:port; repeat it to name several. {OrleansVariable} in the environment is a list with commas.",
        HelpName = "gateway",
        Recursive = true,
    };

    private readonly Option<string> _clusterId = Id("--cluster-id", "The cluster's id.");
    private readonly Option<string> _serviceId = Id("--service-id", "The service's id.");

    public TargetOptions(Terminal terminal)
    {
        _terminal = terminal;
        _key = new KeyOptions(terminal);
        _endpoint = new Option<string>("--endpoint")
        {
            Description = $"The server's address. {EndpointVariable} in the environment changes the default.",
            HelpName = "url",
            Recursive = true,
            DefaultValueFactory = _ => terminal.Environment(EndpointVariable) is { Length: > 0 } set ? set : DefaultEndpoint,
        };
        _endpoint.Validators.Add(RequireAddress);
        _orleans.Validators.Add(RequireGateways);
    }

    /// <summary>All of them.</summary>
    public IEnumerable<Option> All => [_endpoint, .. _key.All, _orleans, _clusterId, _serviceId];

    /// <summary>An option is stronger than the environment, and there the cluster is stronger than the server.</summary>
    public async Task<ITarget> ConnectAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (Gateways(parsed) is not { Count: > 0 } gateways)
        {
            var endpoint = Endpoint(parsed);
            return new HttpTarget(endpoint, _key.Read(parsed, endpoint));
        }

        if (_key.IsGiven(parsed))
        {
            throw new CommandFailure(
                ExitCode.Usage, "--api-key-file is for a server, and a cluster takes no keys: leave it out, or name the server with --endpoint.");
        }

        var address = new ClusterAddress(gateways, parsed.GetRequiredValue(_clusterId), parsed.GetRequiredValue(_serviceId));
        return await ClusterConnection.OpenAsync(address, cancellationToken);
    }

    private static Option<string> Id(string name, string description) => new(name)
    {
        Description = $"{description} Only with --orleans.",
        HelpName = "id",
        Recursive = true,
        DefaultValueFactory = static _ => ClusterAddress.DefaultId,
    };

    private IReadOnlyList<Gateway> Gateways(ParseResult parsed)
    {
        var isServerNamed = parsed.GetResult(_endpoint) is { Implicit: false };
        if (parsed.GetResult(_orleans) is { Implicit: false })
        {
            return isServerNamed
                ? throw new CommandFailure(ExitCode.Usage, "--endpoint and --orleans exclude each other: leave one out.")
                : [.. parsed.GetRequiredValue(_orleans).Select(Read)];
        }

        return isServerNamed || _terminal.Environment(OrleansVariable) is not { Length: > 0 } list
            ? []
            : [.. list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Read)];
    }

    private Uri Endpoint(ParseResult parsed) => TryRead(parsed.GetRequiredValue(_endpoint))
        ?? throw new CommandFailure(ExitCode.Usage, Refusal(parsed.GetRequiredValue(_endpoint)));

    private static Gateway Read(string text) => Gateway.TryParse(text) ?? throw new CommandFailure(ExitCode.Usage, GatewayRefusal(text));

    private static void RequireAddress(OptionResult option)
    {
        if (option.GetValueOrDefault<string>() is { } text && TryRead(text) is null)
        {
            option.AddError(Refusal(text));
        }
    }

    private static void RequireGateways(OptionResult option)
    {
        foreach (var token in option.Tokens.Where(static token => Gateway.TryParse(token.Value) is null))
        {
            option.AddError(GatewayRefusal(token.Value));
        }
    }

    private static Uri? TryRead(string text) =>
        Uri.TryCreate(text.TrimEnd('/') + '/', UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)

        // A host that is no host is found out only where something is asked of it.
        && Uri.TryCreate(uri, "x", out _) && IsHost(uri) ? uri : null;

    private static bool IsHost(Uri uri)
    {
        try
        {
            return uri.IdnHost.Length > 0;
        }
        catch (UriFormatException)
        {
            return false;
        }
    }

    private static string Refusal(string text) =>
        $"The endpoint '{text}' is not an http or https address such as {DefaultEndpoint}: correct --endpoint or {EndpointVariable}.";

    private static string GatewayRefusal(string text) =>
        $"The gateway '{text}' is not host:port, such as 127.0.0.1:30000: correct --orleans or {OrleansVariable}.";
}
