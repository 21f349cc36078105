using Npgsql;

namespace Durable.Storage.Schema;

/// <summary>Which version of the layout a database has.</summary>
internal static class SchemaVersion
{
    /// <summary>Reads it; 0 when there is no schema.</summary>
    public static async Task<int> ReadAsync(NpgsqlConnection connection, string schema, CancellationToken cancellationToken)
    {
        await using var exists = new NpgsqlCommand("SELECT to_regclass($1) IS NOT NULL", connection) { Parameters = { new() { Value = $"{schema}.schema_version" } } };
        if (await exists.ExecuteScalarAsync(cancellationToken) is not true)
        {
            return 0;
        }

        await using var newest = new NpgsqlCommand($"SELECT coalesce(max(version), 0) FROM {schema}.schema_version", connection);
        return (int)(await newest.ExecuteScalarAsync(cancellationToken))!;
    }
}
