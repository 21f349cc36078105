using System.CommandLine;
using System.CommandLine.Parsing;
using Durable.Storage;

namespace Durable.Silo.Hosting;

/// <summary>The options of the command line for <c>--store postgres</c>.</summary>
internal sealed class PostgreSQLCommandOptions : KindCommandOptions
{
    private readonly Option<string> _connectionFile = new(PostgreSQLServerOptions.FileOption)
    {
        Description = $"A file with the connection string, as Npgsql reads it. Default: {PostgreSQLServerOptions.ConnectionVariable} in the environment.",
        HelpName = "path",
    };

    private readonly Option<string> _schema = new("--postgres-schema")
    {
        Description = "The schema with the tables. Services that share a database each have their own.",
        HelpName = "name",
        DefaultValueFactory = static _ => PostgreSQLStoreOptions.DefaultSchema,
    };

    private readonly Option<bool> _createSchema = new("--postgres-create-schema")
    {
        Description = "Create the schema and its tables, or bring them up to date. For development; 'durable storage init --store postgres' does it elsewhere.",
    };

    private readonly Option<string> _pooler = new("--postgres-pooler")
    {
        Description = "What stands before the database: none, or transaction, such as PgBouncer with pool_mode = transaction.",
        HelpName = "mode",
        DefaultValueFactory = static _ => "none",
    };

    public PostgreSQLCommandOptions()
        : base("postgres") => _pooler.AcceptOnlyFromAmong(StringComparer.OrdinalIgnoreCase, "none", "transaction");

    protected override Option[] All => [_connectionFile, _schema, _createSchema, _pooler];

    public PostgreSQLServerOptions Read(ParseResult parsed) => new()
    {
        ConnectionPath = parsed.GetValue(_connectionFile),
        ConnectionString = Environment.GetEnvironmentVariable(PostgreSQLServerOptions.ConnectionVariable),
        Schema = parsed.GetRequiredValue(_schema),
        CreateSchema = parsed.GetValue(_createSchema),
        Pooler = Enum.Parse<PoolerMode>(parsed.GetRequiredValue(_pooler), ignoreCase: true),
    };

    protected override void RequireMore(CommandResult command, bool isChosen)
    {
        if (isChosen
            && command.GetResult(_connectionFile) is null
            && string.IsNullOrEmpty(Environment.GetEnvironmentVariable(PostgreSQLServerOptions.ConnectionVariable)))
        {
            command.AddError(
                $"--store postgres needs a database: name a file that holds its connection string with {PostgreSQLServerOptions.FileOption}, or set "
                + $"{PostgreSQLServerOptions.ConnectionVariable}.");
        }
    }
}
