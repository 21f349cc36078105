using Npgsql;

namespace Durable.Storage.Schema;

/// <summary>Which version of the layout a database has.</summary>
internal static class SchemaVersion
{
    /// <summary>Reads it; 0 when there is no schema.</summary>
    public static async Task<int> ReadAsync(NpgsqlConnection connection, string schema, CancellationToken cancellationToken)
    {
        if (!await TableLookup.ExistsAsync(connection, schema, "schema_version", cancellationToken))
        {
            return 0;
        }

        await using var newest = new NpgsqlCommand($"SELECT coalesce(max(version), 0) FROM {schema}.schema_version", connection);
        return (int)(await newest.ExecuteScalarAsync(cancellationToken))!;
    }
}
