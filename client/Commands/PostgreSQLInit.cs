using System.CommandLine;
using Durable.Storage;
using Durable.Storage.PostgreSQL.Connections;
using Durable.Storage.Schema;

namespace Durable.CommandLine.Commands;

/// <summary>Creates the schema or brings it up to date, or prints what does.</summary>
/// <param name="environment">The environment variables.</param>
internal sealed class PostgreSQLInit(Func<string, string?> environment) : IStorageInit
{
    private const string ConnectionVariable = DataSources.ConnectionVariable;
    private const string DefaultRole = "durable";

    private readonly Option<string> _connectionFile = new("--postgres-connection-file")
    {
        Description = $"A file with the connection string, as Npgsql reads it, of a role that may create a schema. Default: {ConnectionVariable} in the environment.",
        HelpName = "path",
    };

    private readonly Option<string> _schema = new("--postgres-schema")
    {
        Description = "The schema.",
        HelpName = "name",
        DefaultValueFactory = static _ => PostgreSQLStoreOptions.DefaultSchema,
    };

    private readonly Option<bool> _clustering = new("--clustering") { Description = "Also what Orleans' silos find each other by: --clustering postgres." };

    private readonly Option<string> _role = new("--role")
    {
        Description = $"The role of the hosts: give it the rights that they need. With --print roles it is '{DefaultRole}' by default.",
        HelpName = "name",
    };

    private readonly Option<bool> _force = new("--force") { Description = "Run as a superuser all the same." };

    public string Kind => "postgres";

    public IReadOnlyList<string> Prints { get; } = ["sql", "roles"];

    public IReadOnlyList<Option> Options => [_connectionFile, _schema, _clustering, _role, _force];

    public async Task<string> RunAsync(ParseResult parsed, string? print, CancellationToken cancellationToken)
    {
        var options = new PostgreSQLStoreOptions
        {
            ConnectionString = print is null ? ReadConnection(parsed) : null,
            Schema = parsed.GetRequiredValue(_schema),
        };
        if (new PostgreSQLStoreOptionsValidator().Validate(name: null, options) is { Failed: true } invalid)
        {
            throw new CommandFailure(ExitCode.Usage, invalid.FailureMessage);
        }

        var clustering = parsed.GetValue(_clustering);
        return print switch
        {
            null => await InstallAsync(options, clustering, parsed.GetValue(_role), parsed.GetValue(_force), cancellationToken),
            "roles" => PrintRoles(options, parsed.GetValue(_role) ?? DefaultRole, clustering),
            _ => PostgreSQLSchema.Script(options, clustering).TrimEnd(),
        };
    }

    private static async Task<string> InstallAsync(
        PostgreSQLStoreOptions options, bool clustering, string? role, bool force, CancellationToken cancellationToken)
    {
        if (!force && await PostgreSQLSchema.IsSuperuserAsync(options, cancellationToken))
        {
            throw new CommandFailure(
                ExitCode.Usage,
                $"The role of the connection string is a superuser, and the schema '{options.Schema}' would be its own: connect as the role that is to own it, "
                + "which needs no more than the right to create schemas in the database, or use --force.");
        }

        var changed = await PostgreSQLSchema.InstallAsync(options, clustering, role, cancellationToken);
        return (changed ? $"Created the schema {options.Schema}, or brought it up to date." : $"The schema {options.Schema} is up to date; it was not changed.")
            + (role is null ? "" : $" {role} has the rights of a host.");
    }

    private static string PrintRoles(PostgreSQLStoreOptions options, string role, bool clustering) => $"""
        -- Run this as the role that owns the schema, when the schema is there. The role of the hosts is made by somebody who may:
        -- CREATE ROLE {role} LOGIN PASSWORD '...';
        {PostgreSQLSchema.Roles(options, role, clustering).TrimEnd()}
        """;

    private string ReadConnection(ParseResult parsed)
    {
        var text = parsed.GetValue(_connectionFile) is { } path ? GivenText.OfFile(path, "The connection file") : environment(ConnectionVariable);
        return text?.Trim() is { Length: > 0 } connection
            ? connection
            : throw new CommandFailure(
                ExitCode.Usage,
                $"There is no connection string: name a file that holds it with --postgres-connection-file, or set {ConnectionVariable}.");
    }
}
