using System.CommandLine;
using System.CommandLine.Parsing;

namespace Durable.CommandLine.Commands;

/// <summary>What every command takes.</summary>
internal sealed class CommonOptions
{
    public const string DefaultEndpoint = "http://127.0.0.1:8321";
    public const string EndpointVariable = "DURABLE_ENDPOINT";

    private readonly Option<string> _endpoint;

    private readonly Option<bool> _json = new("--json")
    {
        Description = "Print JSON, with names and shapes as the server answers.",
        Recursive = true,
    };

    public CommonOptions(Terminal terminal)
    {
        _endpoint = new Option<string>("--endpoint")
        {
            Description = $"The server's address. {EndpointVariable} in the environment changes the default.",
            HelpName = "url",
            Recursive = true,
            DefaultValueFactory = _ => terminal.Environment(EndpointVariable) is { Length: > 0 } set ? set : DefaultEndpoint,
        };
        _endpoint.Validators.Add(RequireAddress);
    }

    public void AddTo(RootCommand root)
    {
        root.Add(_endpoint);
        root.Add(_json);
    }

    public bool WantsJson(ParseResult parsed) => parsed.GetValue(_json);

    public Uri Endpoint(ParseResult parsed) => TryRead(parsed.GetRequiredValue(_endpoint))
        ?? throw new CommandFailure(ExitCode.Usage, Refusal(parsed.GetRequiredValue(_endpoint)));

    private static void RequireAddress(OptionResult option)
    {
        if (option.GetValueOrDefault<string>() is { } text && TryRead(text) is null)
        {
            option.AddError(Refusal(text));
        }
    }

    private static Uri? TryRead(string text) =>
        Uri.TryCreate(text.TrimEnd('/') + '/', UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps) ? uri : null;

    private static string Refusal(string text) =>
        $"The endpoint '{text}' is not an http or https address such as {DefaultEndpoint}: correct --endpoint or {EndpointVariable}.";
}
