using Durable.Storage.PostgreSQL.Connections;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Durable.Storage.Schema;

/// <summary>Looks at the database before the first execution: whether it is there, of this release, and keeps what it acknowledges.</summary>
internal sealed partial class DatabaseProbe(DatabaseConnections connections, PostgreSQLStoreOptions options, ILogger logger)
{
    private const int OldestServer = 14;

    /// <exception cref="CheckpointStoreException">It cannot be used; the message says why.</exception>
    public Task RunAsync(CancellationToken cancellationToken) => connections.AskAsync(LookAsync, cancellationToken);

    private async Task<bool> LookAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        RequireServer(connection);
        if (options.CreateSchema)
        {
            var before = await SchemaInstaller.InstallAsync(connection, options.Schema, cancellationToken);
            if (before < SchemaMigrations.CurrentVersion)
            {
                LogSchemaChanged(logger, options.Schema, before, SchemaMigrations.CurrentVersion);
            }
        }

        RequireVersion(await SchemaVersion.ReadAsync(connection, options.Schema, cancellationToken));
        await WarnOfLossAsync(connection, cancellationToken);
        return true;
    }

    private void RequireServer(NpgsqlConnection connection)
    {
        if (connection.PostgreSqlVersion.Major < OldestServer)
        {
            throw DatabaseFailures.Refused(
                Invariant($"The checkpoint store {connections.Place} is PostgreSQL {connection.PostgreSqlVersion}; {OldestServer} or a later one is needed."));
        }
    }

    private void RequireVersion(int version)
    {
        if (version < SchemaMigrations.CurrentVersion)
        {
            throw DatabaseFailures.Refused(
                (version == 0
                    ? $"The checkpoint store {connections.Place} has no tables. "
                    : Invariant($"The checkpoint store {connections.Place} has schema version {version}; this release needs {SchemaMigrations.CurrentVersion}. "))
                + "Run 'durable storage init --store postgres', or set CreateSchema (of the server: --postgres-create-schema) in development.");
        }
    }

    // Not refused: for a test or a cache of results it may be what somebody wants.
    private async Task WarnOfLossAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT current_setting('fsync'), current_setting('full_page_writes')", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        foreach (var (place, setting) in (ReadOnlySpan<(int, string)>)[(0, "fsync"), (1, "full_page_writes")])
        {
            if (reader.GetString(place) == "off")
            {
                LogNotSafe(logger, setting);
            }
        }
    }

    [LoggerMessage(EventIds.NotSafe, LogLevel.Warning, "PostgreSQL runs with {Setting} = off: what it acknowledges may be lost or damaged when its machine dies.")]
    private static partial void LogNotSafe(ILogger logger, string setting);

    [LoggerMessage(EventIds.SchemaChanged, LogLevel.Information, "The schema '{Schema}' was brought from version {Before} to version {Version}.")]
    private static partial void LogSchemaChanged(ILogger logger, string schema, int before, int version);
}
