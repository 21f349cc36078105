using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Net;
using Durable.Silo.Telemetry;
using Durable.Storage;

namespace Durable.Silo.Hosting;

/// <summary>The options of the command line, and what makes them invalid.</summary>
internal sealed class ServerCommandOptions
{
    private readonly CommonCommandOptions _common = new("information; with --demo, error");

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

    private readonly Option<string> _address = new("--address")
    {
        Description = "The address to listen on. One that other machines reach needs authentication, and a certificate or --insecure-http.",
        HelpName = "ip",
        DefaultValueFactory = static _ => IPAddress.Loopback.ToString(),
    };

    private readonly AccessCommandOptions _access = new();

    private readonly Option<string> _consoleKeys = new("--console-keys")
    {
        Description = "A directory with the keys that protect sign-ins to the console, the same for all silos behind one address. Default: one in memory, so that a sign-in is for this process.",
        HelpName = "path",
    };

    private readonly Option<int> _drainTimeout = new("--drain-timeout")
    {
        Description = "For how many seconds running steps may go on when the server is told to stop; 1 to 3600. The whole stop may take 10 seconds more.",
        HelpName = "seconds",
        DefaultValueFactory = static _ => ServerOptions.DefaultDrainSeconds,
    };

    private readonly TelemetryCommandOptions _telemetry = new();

    private readonly Option<bool> _demo = new("--demo") { Description = "Run the demo against the running server." };

    private readonly Option<bool> _exit = new("--exit") { Description = "Stop after the demo; its outcome is the exit code." };

    private readonly Option<string> _logFormat = new("--log-format")
    {
        Description = "How it is logged: text, or json with an object a line.",
        HelpName = "format",
        DefaultValueFactory = static _ => "text",
    };

    public ServerCommandOptions()
    {
        _logFormat.AcceptOnlyFromAmong(StringComparer.OrdinalIgnoreCase, "text", "json");
        _address.Validators.Add(RequireAddress);
        _serviceId.Validators.Add(RequireServiceId);
        _drainTimeout.Validators.Add(RequireDrainTimeout);
    }

    public void AddTo(RootCommand command)
    {
        _common.AddTo(command);
        _cluster.AddTo(command);
        command.Add(_serviceId);
        _store.AddTo(command);
        command.Add(_takeOver);
        command.Add(_address);
        _access.AddTo(command);
        command.Add(_consoleKeys);
        command.Add(_drainTimeout);
        _telemetry.AddTo(command);
        command.Add(_demo);
        command.Add(_exit);
        command.Add(_logFormat);
    }

    public ServerOptions Read(ParseResult parsed)
    {
        var demo = parsed.GetValue(_demo);
        return _common.Read(parsed, _store.Read(parsed), demo ? LogLevel.Error : LogLevel.Information) with
        {
            Cluster = _cluster.Read(parsed),
            ServiceId = parsed.GetRequiredValue(_serviceId),
            TakeOver = parsed.GetValue(_takeOver),
            Address = ReadAddress(parsed.GetRequiredValue(_address))!,
            Access = _access.Read(parsed),
            ConsoleKeysPath = parsed.GetValue(_consoleKeys),
            DrainTimeout = TimeSpan.FromSeconds(parsed.GetValue(_drainTimeout)),
            GraceSeconds = Environment.GetEnvironmentVariable(ServerOptions.GraceVariable),
            Telemetry = _telemetry.Read(parsed),
            Demo = demo,
            Exit = parsed.GetValue(_exit),
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

    /// <summary>Refuses what makes no sense together. Each option is valid by itself.</summary>
    public void RequireCombination(CommandResult command)
    {
        if (command.GetValue(_exit) && !command.GetValue(_demo))
        {
            command.AddError("--exit ends the server after the demo: use it with --demo.");
        }

        if (command.GetValue(_takeOver) && _store.Kind(command) != "sqlite")
        {
            command.AddError($"--take-over is for a database file, and --store {_store.Kind(command)} has none: leave one of the two out.");
        }

        _store.RequireCombination(command);
        _telemetry.RequireCombination(command);

        if (command.GetValue(_demo) && _common.HasFunctions(command))
        {
            command.AddError("--demo runs one of the samples, and --functions runs yours instead of them: leave one of the two out.");
        }

        _common.RequireSilo(command, _cluster.All);
        _cluster.RequireCombination(command, _common.IsSilo(command), _store.Kind(command));
        if (_access.HasProvider(command) && _common.HasNoConsole(command))
        {
            command.AddError("--oidc-authority signs in to the console, and --no-console leaves it out: leave one of the two out.");
        }

        _access.RequireCombination(command, ReadAddress(command.GetValue(_address) ?? "") ?? IPAddress.Loopback);
    }
}
