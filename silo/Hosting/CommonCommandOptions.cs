using System.CommandLine;
using System.CommandLine.Parsing;

namespace Durable.Silo.Hosting;

/// <summary>The options of the command line that a server has wherever it runs: what runs executions, of which functions, on which port, and what it logs.</summary>
internal sealed class CommonCommandOptions
{
    private const string Embedded = "embedded";
    private const string Orleans = "orleans";

    private readonly Option<string> _host = new("--host")
    {
        Description = "What runs executions: orleans, a cluster of which this process is a silo; or embedded, this process alone.",
        HelpName = "kind",
        DefaultValueFactory = static _ => Orleans,
    };

    private readonly Option<string[]> _functions = new("--functions")
    {
        Description = "An assembly with functions of yours, in a public class that implements IDurableFunctions; repeat it for several. Without it the samples run.",
        HelpName = "dll",
    };

    private readonly Option<int> _port = new("--port")
    {
        Description = "The port to listen on; 0 for any free one.",
        HelpName = "number",
        DefaultValueFactory = static _ => ServerOptions.DefaultPort,
    };

    private readonly Option<bool> _noConsole = new("--no-console") { Description = "Leave the web console out, which is served at /console." };

    private readonly Option<string> _logLevel;

    /// <param name="usualLogLevel">What is logged where nothing else is asked for, for people.</param>
    public CommonCommandOptions(string usualLogLevel)
    {
        _logLevel = new Option<string>("--log-level")
        {
            Description = $"The least that is logged, to standard error: trace, debug, information, warning, error, critical or none. Default: {usualLogLevel}.",
            HelpName = "level",
        };
        _host.AcceptOnlyFromAmong(StringComparer.OrdinalIgnoreCase, Orleans, Embedded);
        _logLevel.AcceptOnlyFromAmong(StringComparer.OrdinalIgnoreCase, [.. Enum.GetNames<LogLevel>().Select(static name => name.ToLowerInvariant())]);
        _functions.Validators.Add(RequireFiles);
        _port.Validators.Add(PortNumber.Require);
    }

    public void AddTo(Command command)
    {
        command.Add(_host);
        command.Add(_functions);
        command.Add(_port);
        command.Add(_noConsole);
        command.Add(_logLevel);
    }

    /// <summary>Adds what they say to other options.</summary>
    public ServerOptions Read(ParseResult parsed, ServerOptions options, LogLevel usualLogLevel) => options with
    {
        Host = Enum.Parse<HostKind>(parsed.GetRequiredValue(_host), ignoreCase: true),
        FunctionPaths = parsed.GetValue(_functions) ?? [],
        Port = parsed.GetValue(_port),
        HasConsole = !parsed.GetValue(_noConsole),
        LogLevel = parsed.GetValue(_logLevel) is { } level ? Enum.Parse<LogLevel>(level, ignoreCase: true) : usualLogLevel,
    };

    /// <summary>Whether the server is a silo.</summary>
    // Where it is left out, its default is not known to the command's validators yet.
    public bool IsSilo(CommandResult command) => !string.Equals(command.GetValue(_host), Embedded, StringComparison.OrdinalIgnoreCase);

    /// <summary>Refuses the options of a silo where the server is none.</summary>
    public void RequireSilo(CommandResult command, Option[] ofSilo)
    {
        if (!IsSilo(command) && Array.Find(ofSilo, option => command.GetResult(option) is { Implicit: false }) is { } first)
        {
            command.AddError($"{first.Name} is for --host orleans, and --host embedded has no cluster: leave one of the two out.");
        }
    }

    /// <summary>Whether the web console is left out.</summary>
    public bool HasNoConsole(CommandResult command) => command.GetValue(_noConsole);

    /// <summary>Whether functions other than the samples run.</summary>
    public bool HasFunctions(CommandResult command) => command.GetValue(_functions) is { Length: > 0 };

    /// <inheritdoc cref="HasFunctions(CommandResult)"/>
    public bool HasFunctions(ParseResult parsed) => HasFunctions(parsed.CommandResult);

    private static void RequireFiles(OptionResult option)
    {
        foreach (var path in option.Tokens.Select(static token => token.Value).Where(static path => !File.Exists(path)))
        {
            option.AddError($"--functions {path}: there is no such file. Name the assembly that your project builds, such as bin/Release/net10.0/MyFunctions.dll.");
        }
    }
}
