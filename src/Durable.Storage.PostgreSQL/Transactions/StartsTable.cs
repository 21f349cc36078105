using Durable.Storage.PostgreSQL.Connections;
using Npgsql;
using NpgsqlTypes;

namespace Durable.Storage.PostgreSQL.Transactions;

/// <summary>The table <c>starts</c>: what transactions of the application have asked for.</summary>
internal sealed class StartsTable(DatabaseConnections connections, string schema)
{
    private const int MaxRows = 100;

    /// <summary>Opens a connection.</summary>
    public ValueTask<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken) => connections.OpenAsync(cancellationToken);

    /// <summary>Takes the next rows for the time of a transaction; those that another host has taken are left to it.</summary>
    public async Task<List<AskedStart>> TakeAsync(NpgsqlTransaction transaction, long after, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"""
            SELECT id, function, name, input, options::text FROM {schema}.starts
            WHERE problem IS NULL AND id > $1 ORDER BY id LIMIT {MaxRows} FOR UPDATE SKIP LOCKED
            """,
            transaction.Connection,
            transaction)
        {
            Parameters = { new NpgsqlParameter<long> { TypedValue = after } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var starts = new List<AskedStart>();
        while (await reader.ReadAsync(cancellationToken))
        {
            starts.Add(new AskedStart(
                reader.GetInt64(0), reader.GetString(1), reader.GetString(2), await reader.IsDBNullAsync(3, cancellationToken) ? null : reader.GetString(3), reader.GetString(4)));
        }

        return starts;
    }

    /// <summary>Notes what became of rows: those that were started go, those that were refused stay with the reason.</summary>
    public async Task SettleAsync(NpgsqlTransaction transaction, long[] started, IReadOnlyDictionary<long, string> refused, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
        batch.BatchCommands.Add(new NpgsqlBatchCommand($"DELETE FROM {schema}.starts WHERE id = ANY($1)") { Parameters = { new NpgsqlParameter<long[]> { TypedValue = started } } });
        batch.BatchCommands.Add(new NpgsqlBatchCommand(
            $"UPDATE {schema}.starts s SET problem = r.problem FROM unnest($1, $2) AS r(id, problem) WHERE s.id = r.id")
        {
            Parameters =
            {
                new NpgsqlParameter<long[]> { TypedValue = [.. refused.Keys] },
                new NpgsqlParameter<string[]> { TypedValue = [.. refused.Values], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text },
            },
        });
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }
}
