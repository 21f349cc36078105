using System.Text;
using Durable.Storage;
using Durable.Testing;
using Npgsql;

namespace Durable.Embedded.Tests.PostgreSQL;

/// <summary>Embedded hosts over a schema of a PostgreSQL database.</summary>
public class PostgreSQLHostFixture : EmbeddedHostFixture
{
    private PostgreSQLStoreOptions? _options;

    // The rows as they are, and behind them what the store reads in them, because it compresses what is large.
    public override async Task<string> ReadStoredAsync()
    {
        var stored = new StringBuilder();
        await using var connection = new NpgsqlConnection(_options!.ConnectionString);
        await connection.OpenAsync();
        foreach (var table in (string[])["executions", "heads", "wakes", "log", "payloads"])
        {
            await using var command = new NpgsqlCommand($"SELECT * FROM {_options.Schema}.{table}", connection);
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                for (var column = 0; column < reader.FieldCount; column++)
                {
                    stored.AppendLine(reader.GetValue(column) is byte[] bytes ? Encoding.Latin1.GetString(bytes) : Invariant($"{reader.GetValue(column)}"));
                }
            }
        }

        return stored.Append(await base.ReadStoredAsync()).ToString();
    }

    protected override async Task<ICheckpointStore?> OpenStoreAsync()
    {
        _options = await TestPostgreSQL.OptionsAsync();
        return PostgreSQLCheckpointStore.Open(_options, timeProvider: Clock);
    }
}
