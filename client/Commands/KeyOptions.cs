using System.CommandLine;

namespace Durable.CommandLine.Commands;

/// <summary>What a command proves itself to the server with. Never an argument: those are seen by every process of the machine.</summary>
internal sealed class KeyOptions(Terminal terminal)
{
    public const string KeyVariable = "DURABLE_API_KEY";

    private readonly Option<string> _file = new("--api-key-file")
    {
        Description = $"A file with the API key or token for the server. {KeyVariable} in the environment is the key itself.",
        HelpName = "path",
        Recursive = true,
    };

    private readonly Option<bool> _insecureHttp = new("--insecure-http")
    {
        Description = "Send the key unencrypted to a server on another machine.",
        Recursive = true,
    };

    /// <summary>All of them.</summary>
    public IEnumerable<Option> All => [_file, _insecureHttp];

    /// <summary>Whether an option speaks of a server.</summary>
    public bool IsGiven(ParseResult parsed) => parsed.GetResult(_file) is { Implicit: false };

    /// <summary>The key for a server. An option is stronger than the environment.</summary>
    /// <returns>Null when there is none.</returns>
    /// <exception cref="CommandFailure">It cannot be read, or would travel in the clear.</exception>
    public string? Read(ParseResult parsed, Uri endpoint)
    {
        var key = parsed.GetValue(_file) is { } path ? GivenText.OfFile(path, "The API key file").Trim() : terminal.Environment(KeyVariable)?.Trim();
        if (string.IsNullOrEmpty(key))
        {
            return null;
        }

        // What HTTP cannot carry in a header could only be a mistake, and must not end up in an error that shows it.
        if (key.Any(static character => character is <= ' ' or > '~'))
        {
            throw new CommandFailure(ExitCode.Usage, $"The API key has characters that no key has: correct --api-key-file or {KeyVariable}.");
        }

        return endpoint.Scheme == Uri.UriSchemeHttps || endpoint.IsLoopback || parsed.GetValue(_insecureHttp)
            ? key
            : throw new CommandFailure(
                ExitCode.Usage,
                $"The API key would travel unencrypted to {endpoint.Authority}: use an https endpoint, or --insecure-http if the network is protected "
                + "otherwise.");
    }
}
