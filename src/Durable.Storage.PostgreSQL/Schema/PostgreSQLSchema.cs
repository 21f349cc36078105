using System.Buffers;
using Durable.Storage.PostgreSQL.Connections;
using Durable.Storage.Shared;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Durable.Storage.Schema;

/// <summary>The schema as it has to be: its tables, the rights to them, and what Orleans keeps beside them.</summary>
public static class PostgreSQLSchema
{
    private static readonly SearchValues<char> s_plainCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_");

    /// <summary>What <see cref="InstallAsync"/> runs where nothing is there yet, for somebody who runs it by hand.</summary>
    /// <param name="options">Names the schema.</param>
    /// <param name="clustering">Whether Orleans' silos find each other through the schema, too.</param>
    public static string Script(PostgreSQLStoreOptions options, bool clustering = false)
    {
        var schema = SchemaOf(options);
        return $"BEGIN;\n\n{SchemaInstaller.Script(schema)}{(clustering ? $"\n{ClusteringTables.Script(schema)}" : "")}\nCOMMIT;\n";
    }

    /// <summary>The rights that a host needs: the rows of these tables, and nothing of their layout.</summary>
    /// <param name="options">Names the schema.</param>
    /// <param name="role">The role of the hosts.</param>
    /// <param name="clustering">Whether Orleans' silos find each other through the schema, too.</param>
    public static string Roles(PostgreSQLStoreOptions options, string role, bool clustering = false)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(role);
        var schema = SchemaOf(options);

        // Orleans runs what stands in this table.
        return SchemaInstaller.Roles(schema, Quoted(role))
            + (clustering ? $"REVOKE INSERT, UPDATE, DELETE ON {schema}.orleansquery FROM {Quoted(role)};\n" : "");
    }

    /// <summary>Creates the schema, or brings it to the version of this release. Hosts of the release before go on meanwhile.</summary>
    /// <param name="options">The database, as a role that may create schemas, and the schema.</param>
    /// <param name="clustering">Whether Orleans' tables are created, too.</param>
    /// <param name="role">Who gets the rights of a host; null for nobody.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False if all was there already; rights apart.</returns>
    /// <exception cref="CheckpointStoreException">The database cannot be reached, or refuses.</exception>
    /// <exception cref="OptionsValidationException">An option is out of range.</exception>
    public static Task<bool> InstallAsync(
        PostgreSQLStoreOptions options, bool clustering = false, string? role = null, CancellationToken cancellationToken = default) => AskAsync(
        options,
        async (connection, token) =>
        {
            var changed = await SchemaInstaller.InstallAsync(connection, options.Schema, token) < SchemaMigrations.CurrentVersion;
            changed |= clustering && await ClusteringTables.InstallAsync(connection, options.Schema, token);
            if (role is not null)
            {
                await using var grant = new NpgsqlCommand(Roles(options, role, clustering), connection);
                await grant.ExecuteNonQueryAsync(token);
            }

            return changed;
        },
        cancellationToken);

    /// <summary>Creates Orleans' tables in a schema that is there.</summary>
    /// <param name="options">The database, as a role that may create tables, and the schema.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False if they were there already.</returns>
    /// <exception cref="CheckpointStoreException">The database cannot be reached, or refuses.</exception>
    /// <exception cref="OptionsValidationException">An option is out of range.</exception>
    public static Task<bool> InstallClusteringAsync(PostgreSQLStoreOptions options, CancellationToken cancellationToken = default) =>
        AskAsync(options, (connection, token) => ClusteringTables.InstallAsync(connection, options.Schema, token), cancellationToken);

    /// <summary>Whether Orleans' tables are there.</summary>
    /// <param name="options">The database and the schema.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="CheckpointStoreException">The database cannot be reached, or refuses.</exception>
    /// <exception cref="OptionsValidationException">An option is out of range.</exception>
    public static Task<bool> HasClusteringAsync(PostgreSQLStoreOptions options, CancellationToken cancellationToken = default) =>
        AskAsync(options, (connection, token) => ClusteringTables.ExistAsync(connection, options.Schema, token), cancellationToken);

    /// <summary>Whether the connection's role may do everything: what it creates is then its own, and no other role can change it.</summary>
    /// <param name="options">The database.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="CheckpointStoreException">The database cannot be reached, or refuses.</exception>
    /// <exception cref="OptionsValidationException">An option is out of range.</exception>
    public static Task<bool> IsSuperuserAsync(PostgreSQLStoreOptions options, CancellationToken cancellationToken = default) => AskAsync(
        options,
        static async (connection, token) =>
        {
            await using var command = new NpgsqlCommand("SELECT rolsuper FROM pg_roles WHERE rolname = current_user", connection);
            return (bool)(await command.ExecuteScalarAsync(token))!;
        },
        cancellationToken);

    private static async Task<T> AskAsync<T>(
        PostgreSQLStoreOptions options, Func<NpgsqlConnection, CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        Validate(options);
        await using var connections = DatabaseConnections.Create(options, dataSource: null);
        return await connections.AskAsync(ask, cancellationToken);
    }

    private static string SchemaOf(PostgreSQLStoreOptions options)
    {
        Validate(options);
        return options.Schema;
    }

    private static void Validate(PostgreSQLStoreOptions options) => ValidOptions.Require(options, new PostgreSQLStoreOptionsValidator());

    // A plain name stays as it is, as people write it.
    private static string Quoted(string role) => role.AsSpan().ContainsAnyExcept(s_plainCharacters) || char.IsAsciiDigit(role[0])
        ? $"\"{role.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
        : role;
}
