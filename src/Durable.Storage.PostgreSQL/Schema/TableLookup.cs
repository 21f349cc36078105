using Npgsql;

namespace Durable.Storage.Schema;

/// <summary>Whether a table is there, without an error where it is not.</summary>
internal static class TableLookup
{
    public static async Task<bool> ExistsAsync(NpgsqlConnection connection, string schema, string table, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT to_regclass($1) IS NOT NULL", connection) { Parameters = { new() { Value = $"{schema}.{table}" } } };
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
