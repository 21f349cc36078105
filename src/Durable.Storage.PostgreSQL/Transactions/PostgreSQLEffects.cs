using Durable.Storage;
using Durable.Storage.Schema;
using Npgsql;

namespace Durable;

/// <summary>
/// The table that remembers what transaction steps have done, in the application's database. The store's own schema has one; a database without
/// the store gets it by the application's migrations.
/// </summary>
public static class PostgreSQLEffects
{
    /// <summary>What makes the table. It may run again.</summary>
    /// <param name="schema">The schema to make it in.</param>
    /// <exception cref="ArgumentException">The schema is no name for one.</exception>
    public static string Script(string schema = PostgreSQLStoreOptions.DefaultSchema) =>
        $"CREATE SCHEMA IF NOT EXISTS {SchemaName.Require(schema)};\n{SchemaMigrations.EffectsTable(schema)}\n";

    /// <summary>
    /// Deletes what steps did before a time. Keep it for longer than executions take: a step whose record is gone would do its work again.
    /// </summary>
    /// <param name="dataSource">The application's database.</param>
    /// <param name="before">The time, by the database's clock.</param>
    /// <param name="schema">The schema of the table.</param>
    /// <param name="cancellationToken">Cancels the deletion.</param>
    /// <returns>How many were deleted.</returns>
    /// <exception cref="ArgumentException">The schema is no name for one.</exception>
    public static async Task<int> DeleteAsync(
        NpgsqlDataSource dataSource, DateTimeOffset before, string schema = PostgreSQLStoreOptions.DefaultSchema, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(dataSource);
        await using var command = dataSource.CreateCommand($"DELETE FROM {SchemaName.Require(schema)}.effects WHERE done_at < $1");
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = before.UtcDateTime });
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
