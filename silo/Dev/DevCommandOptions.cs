using System.CommandLine;
using System.CommandLine.Parsing;
using Durable.Silo.Hosting;

namespace Durable.Silo.Dev;

/// <summary>The options of <c>durable-server dev</c>.</summary>
internal sealed class DevCommandOptions
{
    private readonly CommonCommandOptions _common = new("error; with --functions, warning");
    private readonly SiloPortOptions _ports = new();

    private readonly Option<string> _data = new("--data")
    {
        Description = "The database file, kept between starts; it and its directory are created when they are missing. Default: ~/.durable/dev.db.",
        HelpName = "path",
    };

    private readonly Option<bool> _memory = new("--memory") { Description = "Keep executions in memory: they are lost when the server stops." };

    private readonly Option<bool> _reset = new("--reset") { Description = "Empty the database before the server starts." };

    private readonly Option<bool> _supervise = new("--supervise") { Description = "Start the server again whenever it is killed or crashes." };

    private readonly Option<bool> _supervised = new(Supervisor.ChildOption) { Hidden = true };

    private readonly Option<bool> _exitAfterDemo = new("--exit-after-demo") { Description = "Run the demo and stop; its outcome is the exit code." };

    public void AddTo(Command command)
    {
        _common.AddTo(command);
        foreach (var option in _ports.All)
        {
            command.Add(option);
        }

        command.Add(_data);
        command.Add(_memory);
        command.Add(_reset);
        command.Add(_supervise);
        command.Add(_supervised);
        command.Add(_exitAfterDemo);
    }

    public ServerOptions Read(ParseResult parsed)
    {
        var store = new ServerOptions
        {
            Store = parsed.GetValue(_memory) ? StoreKind.Memory : StoreKind.Sqlite,
            DataPath = parsed.GetValue(_data) ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".durable", "dev.db"),
        };

        // What fails in the samples is meant to.
        return _common.Read(parsed, store, _common.HasFunctions(parsed) ? LogLevel.Warning : LogLevel.Error) with
        {
            Cluster = _ports.Read(parsed),
            Demo = parsed.GetValue(_exitAfterDemo),
            Exit = parsed.GetValue(_exitAfterDemo),
            Dev = new DevServerOptions
            {
                Reset = parsed.GetValue(_reset),
                Supervise = parsed.GetValue(_supervise),
                IsSupervised = parsed.GetValue(_supervised),
                Command = CommandOf(parsed),
            },
        };
    }

    /// <summary>Refuses what makes no sense together, and where it has no place.</summary>
    public void RequireCombination(CommandResult command)
    {
        if (command.GetValue(_memory) && command.GetResult(_data) is { Implicit: false })
        {
            command.AddError("--data names a database file, and --memory has none: leave one of the two out.");
        }

        if (command.GetValue(_memory) && command.GetValue(_reset))
        {
            command.AddError("--reset empties a database file, and --memory has none: leave one of the two out.");
        }

        if (command.GetValue(_exitAfterDemo) && _common.HasFunctions(command))
        {
            command.AddError("--exit-after-demo runs one of the samples, and --functions runs yours instead of them: leave one of the two out.");
        }

        _common.RequireSilo(command, _ports.All);
        if (_common.IsSilo(command))
        {
            _ports.RequireCombination(command);
        }

        if (HostEnvironment.Production is { } variable)
        {
            command.AddError($"'dev' lets whoever is on this machine run, stop and kill, and {variable} says that this is Production: start the server without 'dev'.");
        }
    }

    private static string CommandOf(ParseResult parsed) =>
        string.Join(' ', ["durable-server", .. parsed.Tokens.Select(static token => token.Value).Where(static token => token is not ("--reset" or Supervisor.ChildOption))]);
}
