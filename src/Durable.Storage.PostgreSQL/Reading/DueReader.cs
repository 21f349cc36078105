using Durable.Storage.PostgreSQL.Connections;
using Npgsql;
using NpgsqlTypes;

namespace Durable.Storage.PostgreSQL.Reading;

/// <summary>Reads wake-ups by their index: a probe for each shard and kind, however many others there are.</summary>
internal sealed class DueReader(DatabaseConnections connections, string schema)
{
    private static readonly short[] s_shards = [.. Enumerable.Range(0, WakeUpShards.Count).Select(static shard => (short)shard)];
    private static readonly short[] s_kinds = [.. Enum.GetValues<WakeUpKind>().Select(static kind => (short)kind)];
    private static readonly long s_firstMs = DateTimeOffset.MinValue.ToUnixTimeMilliseconds();
    private static readonly long s_lastMs = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    private readonly string _due = Sql(schema, "<=");
    private readonly string _next = Sql(schema, ">");

    public async Task<IReadOnlyList<DueExecution>> ReadAsync(NpgsqlConnection connection, DueQuery query, long nowMs, CancellationToken cancellationToken)
    {
        var due = new List<DueExecution>();
        await ReadAsync(connection, _due, query, query.Limit, nowMs, due, cancellationToken);
        if (query.AndNext && due.Count < query.Limit)
        {
            await ReadAsync(connection, _next, query, limit: 1, nowMs, due, cancellationToken);
        }

        return due;
    }

    private static string Sql(string schema, string comparison) => $"""
        SELECT e.function, e.name, w.at, w.kind
        FROM unnest($1::smallint[]) AS s(shard) CROSS JOIN unnest($2::smallint[]) AS k(kind) CROSS JOIN LATERAL (
            SELECT id, at, kind FROM {schema}.wakes
            WHERE shard = s.shard AND kind = k.kind AND at {comparison} $3
            ORDER BY at LIMIT $5) w
        JOIN {schema}.executions e ON e.id = w.id AND (e.expires_at IS NULL OR e.expires_at > $4)
        ORDER BY w.at LIMIT $5
        """;

    /// <summary>The statement for what is due.</summary>
    internal NpgsqlCommand Command(NpgsqlConnection connection, DueQuery query, long nowMs) => Command(connection, _due, query, query.Limit, nowMs);

    private NpgsqlCommand Command(NpgsqlConnection connection, string sql, DueQuery query, int limit, long nowMs) => new(sql, connection)
    {
        CommandTimeout = connections.StatementSeconds,
        Parameters =
        {
            new NpgsqlParameter<short[]> { TypedValue = query.Shard is { } shard ? [(short)shard] : s_shards, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Smallint },
            new NpgsqlParameter<short[]> { TypedValue = query.Kind is { } kind ? [(short)kind] : s_kinds, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Smallint },
            new NpgsqlParameter<long> { TypedValue = query.Until.ToUnixTimeMilliseconds() },
            new NpgsqlParameter<long> { TypedValue = nowMs },
            new NpgsqlParameter<int> { TypedValue = limit },
        },
    };

    private async Task ReadAsync(
        NpgsqlConnection connection, string sql, DueQuery query, int limit, long nowMs, List<DueExecution> found, CancellationToken cancellationToken)
    {
        await using var command = Command(connection, sql, query, limit, nowMs);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            // Of a damaged row nobody could be woken, and the others must be.
            if (ExecutionId.TryParse($"{reader.GetString(0)}/{reader.GetString(1)}", out var id))
            {
                var at = Math.Clamp(reader.GetInt64(2), s_firstMs, s_lastMs);
                found.Add(new DueExecution(id, new WakeUp(DateTimeOffset.FromUnixTimeMilliseconds(at), (WakeUpKind)reader.GetInt16(3))));
            }
        }
    }
}
