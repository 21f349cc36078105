using System.CommandLine;
using System.CommandLine.Parsing;

namespace Durable.Silo.Hosting;

/// <summary>The options of the command line that say where executions are kept.</summary>
internal sealed class StoreCommandOptions
{
    private const string Default = "sqlite";

    private readonly Option<string> _store;

    private readonly Option<string> _data = new("--data")
    {
        Description = "The database file of the sqlite store; it and its directory are created when they are missing.",
        HelpName = "path",
        DefaultValueFactory = static _ => ServerOptions.DefaultDataPath,
    };

    private readonly DynamoDBCommandOptions _dynamoDB = new();
    private readonly PostgreSQLCommandOptions _postgreSQL = new();

    /// <param name="mayForget">Whether executions may be kept in memory.</param>
    public StoreCommandOptions(bool mayForget)
    {
        _store = new Option<string>("--store")
        {
            Description = mayForget
                ? "Where executions are kept: sqlite, postgres, dynamodb, or memory, which loses them when the server stops."
                : "Where executions are kept: sqlite, postgres or dynamodb.",
            HelpName = "kind",
            DefaultValueFactory = static _ => Default,
        };
        _store.AcceptOnlyFromAmong(StringComparer.OrdinalIgnoreCase, mayForget ? ["sqlite", "postgres", "dynamodb", "memory"] : ["sqlite", "postgres", "dynamodb"]);
    }

    public void AddTo(Command command)
    {
        command.Add(_store);
        command.Add(_data);
        _dynamoDB.AddTo(command);
        _postgreSQL.AddTo(command);
    }

    /// <summary>The kind that is asked for, in small letters.</summary>
    // Where it is left out, its default is not known to the command's validators yet.
    public string Kind(CommandResult command) => command.GetValue(_store)?.ToLowerInvariant() ?? Default;

    public ServerOptions Read(ParseResult parsed) => new()
    {
        Store = Enum.Parse<StoreKind>(parsed.GetRequiredValue(_store), ignoreCase: true),
        DataPath = parsed.GetRequiredValue(_data),
        DynamoDB = _dynamoDB.Read(parsed),
        PostgreSQL = _postgreSQL.Read(parsed),
    };

    /// <summary>Refuses what makes no sense together.</summary>
    public void RequireCombination(CommandResult command)
    {
        if (command.GetResult(_data) is { Implicit: false } && Kind(command) != Default)
        {
            command.AddError($"--data names a database file, and --store {command.GetValue(_store)} has none: leave one of the two out.");
        }

        _dynamoDB.RequireCombination(command, Kind(command));
        _postgreSQL.RequireCombination(command, Kind(command));
    }
}
