using Durable.Storage.PostgreSQL.Connections;
using Npgsql;

namespace Durable.Storage.PostgreSQL.Health;

/// <summary>Asks the server's statistics. Every role may, but sees nothing of the sessions of other roles without <c>pg_read_all_stats</c>.</summary>
internal sealed class HealthReader(DatabaseConnections connections, string schema)
{
    private const string Rows =
        "SELECT relname::text, n_live_tup, n_dead_tup FROM pg_stat_user_tables WHERE schemaname = $1 AND relname IN ('heads', 'wakes') ORDER BY relname";

    // Vacuums are not waited for by vacuums.
    private static readonly string s_keeper = $"""
        SELECT kind, name, pid, seconds, transactions FROM (
          SELECT CASE backend_type WHEN 'walsender' THEN {(int)RowKeeperKind.Standby} ELSE {(int)RowKeeperKind.Transaction} END AS kind,
                 coalesce(application_name, '') AS name, pid, extract(epoch FROM clock_timestamp() - xact_start)::float8 AS seconds,
                 greatest(age(backend_xid), age(backend_xmin))::bigint AS transactions
          FROM pg_stat_activity
          WHERE (backend_xid IS NOT NULL OR backend_xmin IS NOT NULL) AND pid <> pg_backend_pid() AND backend_type <> 'autovacuum worker'
            AND (datname = current_database() OR backend_type = 'walsender')
          UNION ALL
          SELECT {(int)RowKeeperKind.ReplicationSlot}, slot_name::text, active_pid, NULL, age(xmin)::bigint FROM pg_replication_slots WHERE xmin IS NOT NULL
          UNION ALL
          SELECT {(int)RowKeeperKind.PreparedTransaction}, gid, NULL, extract(epoch FROM clock_timestamp() - prepared)::float8, age(transaction)::bigint
          FROM pg_prepared_xacts WHERE database = current_database()) AS keepers
        ORDER BY transactions DESC, seconds DESC NULLS LAST LIMIT 1
        """;

    private const string Rest = """
        SELECT pg_has_role('pg_read_all_stats', 'USAGE'),
               (SELECT coalesce(max(pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn)), 0)::bigint FROM pg_replication_slots WHERE restart_lsn IS NOT NULL)
        """;

    /// <exception cref="CheckpointStoreException">The database cannot be reached, or refuses.</exception>
    public Task<DatabaseHealth> ReadAsync(CancellationToken cancellationToken) => connections.AskAsync(ReadAsync, cancellationToken);

    private async Task<DatabaseHealth> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands = { new(Rows) { Parameters = { new() { Value = schema } } }, new(s_keeper), new(Rest) },
            Timeout = connections.StatementSeconds,
        };
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        List<TableRows> tables = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            tables.Add(new TableRows(reader.GetString(0), reader.GetInt64(1), reader.GetInt64(2)));
        }

        await reader.NextResultAsync(cancellationToken);
        var keeper = await reader.ReadAsync(cancellationToken) ? KeeperOf(reader) : null;
        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new DatabaseHealth(tables, keeper, reader.GetBoolean(0), reader.GetInt64(1));
    }

    private static RowKeeper KeeperOf(NpgsqlDataReader reader) => new(
        (RowKeeperKind)reader.GetInt32(0),
        reader.GetString(1),
        reader.IsDBNull(2) ? null : reader.GetInt32(2),
        reader.IsDBNull(3) ? null : TimeSpan.FromSeconds(reader.GetDouble(3)),
        reader.GetInt64(4));
}
