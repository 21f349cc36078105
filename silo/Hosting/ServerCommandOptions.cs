using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Net;
using Durable.Storage;

namespace Durable.Silo.Hosting;

/// <summary>The options of the command line, and what makes them invalid.</summary>
internal sealed class ServerCommandOptions
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

    private readonly ClusterCommandOptions _cluster = new();

    private readonly Option<string> _serviceId = new("--service-id")
    {
        Description = "Names the service through all its deployments: silos and clients of a cluster have the same, and a database opens for no other service.",
        HelpName = "name",
        DefaultValueFactory = static _ => ServerOptions.DefaultServiceId,
    };

    private readonly StoreCommandOptions _store = new(mayForget: true);

    private readonly Option<bool> _takeOver = new("--take-over")
    {
        Description = "Make a database of another service this one's. Its running executions go on with this server's functions of the same names.",
    };

    private readonly Option<int> _port = new("--port")
    {
        Description = "The port to listen on; 0 for any free one.",
        HelpName = "number",
        DefaultValueFactory = static _ => ServerOptions.DefaultPort,
    };

    private readonly Option<string> _address = new("--address")
    {
        Description = "The address to listen on. One that other machines reach needs authentication, and a certificate or --insecure-http.",
        HelpName = "ip",
        DefaultValueFactory = static _ => IPAddress.Loopback.ToString(),
    };

    private readonly AccessCommandOptions _access = new();

    private readonly Option<int> _drainTimeout = new("--drain-timeout")
    {
        Description = "For how many seconds running steps may go on when the server is told to stop; 1 to 3600. The whole stop may take 10 seconds more.",
        HelpName = "seconds",
        DefaultValueFactory = static _ => ServerOptions.DefaultDrainSeconds,
    };

    private readonly Option<bool> _demo = new("--demo") { Description = "Run the demo against the running server." };

    private readonly Option<bool> _exit = new("--exit") { Description = "Stop after the demo; its outcome is the exit code." };

    private readonly Option<string> _logLevel = new("--log-level")
    {
        Description = "The least that is logged, to standard error: trace, debug, information, warning, error, critical or none. Default: information; with --demo, error.",
        HelpName = "level",
    };

    private readonly Option<string> _logFormat = new("--log-format")
    {
        Description = "How it is logged: text, or json with an object a line.",
        HelpName = "format",
        DefaultValueFactory = static _ => "text",
    };

    public ServerCommandOptions()
    {
        _host.AcceptOnlyFromAmong(StringComparer.OrdinalIgnoreCase, Orleans, Embedded);
        _logLevel.AcceptOnlyFromAmong(StringComparer.OrdinalIgnoreCase, [.. Enum.GetNames<LogLevel>().Select(static name => name.ToLowerInvariant())]);
        _logFormat.AcceptOnlyFromAmong(StringComparer.OrdinalIgnoreCase, "text", "json");
        _functions.Validators.Add(RequireFiles);
        _port.Validators.Add(RequirePort);
        _address.Validators.Add(RequireAddress);
        _serviceId.Validators.Add(RequireServiceId);
        _drainTimeout.Validators.Add(RequireDrainTimeout);
    }

    public void AddTo(RootCommand command)
    {
        command.Add(_host);
        command.Add(_functions);
        _cluster.AddTo(command);
        command.Add(_serviceId);
        _store.AddTo(command);
        command.Add(_takeOver);
        command.Add(_port);
        command.Add(_address);
        _access.AddTo(command);
        command.Add(_drainTimeout);
        command.Add(_demo);
        command.Add(_exit);
        command.Add(_logLevel);
        command.Add(_logFormat);
    }

    public ServerOptions Read(ParseResult parsed)
    {
        var demo = parsed.GetValue(_demo);
        return _store.Read(parsed) with
        {
            Host = Enum.Parse<HostKind>(parsed.GetRequiredValue(_host), ignoreCase: true),
            FunctionPaths = parsed.GetValue(_functions) ?? [],
            Cluster = _cluster.Read(parsed),
            ServiceId = parsed.GetRequiredValue(_serviceId),
            TakeOver = parsed.GetValue(_takeOver),
            Port = parsed.GetValue(_port),
            Address = ReadAddress(parsed.GetRequiredValue(_address))!,
            Access = _access.Read(parsed),
            DrainTimeout = TimeSpan.FromSeconds(parsed.GetValue(_drainTimeout)),
            GraceSeconds = Environment.GetEnvironmentVariable(ServerOptions.GraceVariable),
            Demo = demo,
            Exit = parsed.GetValue(_exit),
            LogLevel = parsed.GetValue(_logLevel) is { } level ? Enum.Parse<LogLevel>(level, ignoreCase: true) : demo ? LogLevel.Error : LogLevel.Information,
            LogFormat = Enum.Parse<LogFormat>(parsed.GetRequiredValue(_logFormat), ignoreCase: true),
        };
    }

    private static IPAddress? ReadAddress(string text) =>
        string.Equals(text, "localhost", StringComparison.OrdinalIgnoreCase) ? IPAddress.Loopback
        : IPAddress.TryParse(text, out var address) ? address
        : null;

    private static void RequireAddress(OptionResult option)
    {
        if (option.GetValueOrDefault<string>() is { } text && ReadAddress(text) is null)
        {
            option.AddError($"--address {text} is not an IP address: name one of this machine's, or 0.0.0.0 for all of them.");
        }
    }

    private static void RequireFiles(OptionResult option)
    {
        foreach (var path in option.Tokens.Select(static token => token.Value).Where(static path => !File.Exists(path)))
        {
            option.AddError($"--functions {path}: there is no such file. Name the assembly that your project builds, such as bin/Release/net10.0/MyFunctions.dll.");
        }
    }

    private static void RequireServiceId(OptionResult option)
    {
        if (option.Tokens is [var token] && !StoreOwner.IsValidServiceId(token.Value))
        {
            option.AddError($"--service-id '{token.Value}' is not 1 to {StoreOwner.MaxServiceIdLength} printable characters.");
        }
    }

    private static void RequireDrainTimeout(OptionResult option)
    {
        if (option.Tokens is [var token] && (!int.TryParse(token.Value, CultureInfo.InvariantCulture, out var seconds) || seconds is < 1 or > 3600))
        {
            option.AddError($"--drain-timeout {token.Value} is not a number of seconds from 1 to 3600.");
        }
    }

    private static void RequirePort(OptionResult option)
    {
        if (option.Tokens is [var token] && (!int.TryParse(token.Value, CultureInfo.InvariantCulture, out var port) || port is < 0 or > IPEndPoint.MaxPort))
        {
            option.AddError($"--port {token.Value} is not a port: use 1 to {IPEndPoint.MaxPort}, or 0 for any free one.");
        }
    }

    /// <summary>Refuses what makes no sense together. Each option is valid by itself.</summary>
    public void RequireCombination(CommandResult command)
    {
        if (command.GetValue(_exit) && !command.GetValue(_demo))
        {
            command.AddError("--exit ends the server after the demo: use it with --demo.");
        }

        if (command.GetValue(_takeOver) && !string.Equals(_store.Kind(command), "sqlite", StringComparison.OrdinalIgnoreCase))
        {
            command.AddError($"--take-over is for a database file, and --store {_store.Kind(command)} has none: leave one of the two out.");
        }

        _store.RequireCombination(command);

        // Where it is left out, its default is not known to the command's validators yet.
        var isSilo = !string.Equals(command.GetValue(_host), Embedded, StringComparison.OrdinalIgnoreCase);
        _cluster.RequireCombination(command, isSilo, _store.Kind(command));
        _access.RequireCombination(command, ReadAddress(command.GetValue(_address) ?? "") ?? IPAddress.Loopback);
    }
}
