using System.Text;
using Npgsql;

namespace Durable.Storage.Schema;

/// <summary>Creates the schema, or brings it to the version of this release, one transaction a step.</summary>
internal static class SchemaInstaller
{
    // Whoever installs waits for others who do, and for nobody's long transaction.
    private const string LockTimeout = "2s";

    /// <summary>All that an installation of this release runs, for somebody who wants to run it by hand.</summary>
    public static string Script(string schema)
    {
        var script = new StringBuilder(Prologue(schema));
        for (var version = 1; version <= SchemaMigrations.CurrentVersion; version++)
        {
            script.Append("\n\n").Append(Step(version, schema));
        }

        return script.Append('\n').ToString();
    }

    /// <summary>The rights that a host needs: rows of these tables, and nothing of their layout.</summary>
    public static string Roles(string schema, string role) => $"""
        GRANT USAGE ON SCHEMA {schema} TO {role};
        GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {role};
        REVOKE INSERT, UPDATE, DELETE ON {schema}.schema_version FROM {role};
        ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role};

        """;

    /// <summary>Installs what is missing. Any number of hosts may do so at once: one does it, and the others wait.</summary>
    /// <returns>The version before; 0 when there was no schema.</returns>
    public static async Task<int> InstallAsync(NpgsqlConnection connection, string schema, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await LockAsync(connection, schema, cancellationToken);
        var before = await SchemaVersion.ReadAsync(connection, schema, cancellationToken);
        if (before == 0)
        {
            await ExecuteAsync(connection, Prologue(schema), cancellationToken);
        }

        for (var version = before + 1; version <= SchemaMigrations.CurrentVersion; version++)
        {
            await ExecuteAsync(connection, Step(version, schema), cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return before;
    }

    /// <summary>Keeps others from changing the same schema until the transaction ends.</summary>
    // Of the transaction, not of the session: it also works behind a pooler, and nobody has to give it back.
    public static async Task LockAsync(NpgsqlConnection connection, string schema, CancellationToken cancellationToken)
    {
        await ExecuteAsync(connection, $"SELECT pg_advisory_xact_lock(hashtextextended('OrleansDurable {schema}', 0))", cancellationToken);
        await ExecuteAsync(connection, $"SET LOCAL lock_timeout = '{LockTimeout}'", cancellationToken);
    }

    private static string Prologue(string schema) => $"""
        CREATE SCHEMA IF NOT EXISTS {schema};
        CREATE TABLE {schema}.schema_version (version integer PRIMARY KEY);
        """;

    private static string Step(int version, string schema) => Invariant($"""
        {SchemaMigrations.Script(version, schema)}
        INSERT INTO {schema}.schema_version VALUES ({version});
        """);

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
