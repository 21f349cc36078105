using Npgsql;

namespace Durable.Storage.PostgreSQL.Writing;

/// <summary>
/// Replaces heads whose version is still the expected one, with all that comes along, and says which ones. Those that are not named have lost their
/// condition; nothing raises an error, so that no commit can spoil another one's.
/// </summary>
/// <remarks>
/// READ COMMITTED: an update that has waited for another one's row looks at its condition again, on the newer row. A head and the execution's other
/// rows are of one moment: they only change together, under the head's version.
/// </remarks>
internal sealed class CommitStatement
{
    private const int Input = (int)PayloadKind.Input;
    private const int Result = (int)PayloadKind.Result;
    private const int Error = (int)PayloadKind.Error;

    private readonly ColumnParameters<CommitRequest> _columns = new ColumnParameters<CommitRequest>()
        .Head()
        .Text("expected_run", static request => request.ExpectedRunId)
        .Text("waits_for", static request => request.Head.WaitsFor?.ToString())
        .Time("ended_at", static request => request.Head.EndedAt)
        .Time("expires_at", static request => request.Head.ExpiresAt)
        .Time("parked_at", static request => request.Head.ParkedAt)
        .Small("holds", static request => (int)request.Holds)
        .Flag("begins_run", static request => request.BeginsRun)
        .Integer("run_number", static request => request.Head.Continuation?.RunNumber)
        .Time("run_started_at", static request => request.Head.Continuation is null ? null : request.Head.StartedAt)
        .Text("first_run_id", static request => request.Head.Continuation?.FirstRunId)
        .Text("first_input_digest", static request => request.Head.Continuation?.FirstInputDigest)
        .Integer("record_bytes", static request => request.RecordBytes)
        .Bytes("records", static request => request.Records)
        .Bytes("input", static request => request.Input)
        .Bytes("result", static request => request.Result)
        .Bytes("error", static request => request.Error)
        .Long("bytes", static request => request.Bytes);

    private readonly string _sql;

    public CommitStatement(string schema) => _sql = $"""
        WITH head AS (
            UPDATE {schema}.heads h SET
                version = g.version,
                commit_id = g.commit_id,
                run_id = g.run_id,
                wake_at = g.wake_at,
                wake_kind = g.wake_kind,
                function_version = CASE WHEN e.status = 0 THEN g.function_version ELSE h.function_version END,
                execution_timeout = CASE WHEN e.status = 0 THEN g.execution_timeout ELSE h.execution_timeout END,
                retention = CASE WHEN e.status = 0 THEN g.retention ELSE h.retention END,
                operations = CASE WHEN e.status = 0 THEN g.operations ELSE h.operations END,
                log_bytes = CASE WHEN e.status = 0 THEN g.log_bytes ELSE h.log_bytes END,
                waits_for = CASE WHEN e.status = 0 THEN g.waits_for END,
                requests = h.requests + 1,
                rows_written = h.rows_written + 1 + (g.records IS NOT NULL)::int + (g.result IS NOT NULL)::int + (g.error IS NOT NULL)::int
                    + ((o.wake_at, o.wake_kind) IS DISTINCT FROM (g.wake_at, g.wake_kind))::int + {Listed}::int,
                bytes_written = h.bytes_written + g.bytes
            FROM {_columns.Table("g")}
                JOIN {schema}.executions e ON e.function = g.function AND e.name = g.name
                JOIN {schema}.heads o ON o.id = e.id
            WHERE h.id = e.id AND h.version = g.version - 1 AND h.run_id = g.expected_run AND (e.expires_at IS NULL OR e.expires_at > {_columns.Next})
            RETURNING h.id, g.*, (h.rows_written - o.rows_written)::int AS rows, e.status = 0 AS was_running, (o.wake_at, o.wake_kind) IS DISTINCT FROM (g.wake_at, g.wake_kind) AS moves, {Listed} AS lists,
                CASE WHEN e.status = 0 THEN e.holds & ~g.holds ELSE 0 END AS drops),
        unlogged AS (
            DELETE FROM {schema}.log l USING head c WHERE c.begins_run AND l.id = c.id),
        logged AS (
            INSERT INTO {schema}.log (id, version, bytes, records)
            SELECT id, version, record_bytes, records FROM head WHERE records IS NOT NULL),
        woken AS (
            INSERT INTO {schema}.wakes (id, shard, kind, at)
            SELECT id, shard, wake_kind, wake_at FROM head WHERE moves AND wake_at IS NOT NULL
            ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, at = excluded.at),
        unwoken AS (
            DELETE FROM {schema}.wakes w USING head c WHERE c.moves AND c.wake_at IS NULL AND w.id = c.id),
        listed AS (
            UPDATE {schema}.executions e SET
                expires_at = c.expires_at,
                status = CASE WHEN c.was_running THEN c.status ELSE e.status END,
                started_at = CASE WHEN c.was_running THEN c.started_at ELSE e.started_at END,
                ended_at = CASE WHEN c.was_running THEN c.ended_at ELSE e.ended_at END,
                parked_at = CASE WHEN c.was_running THEN c.parked_at ELSE e.parked_at END,
                holds = CASE WHEN c.was_running THEN c.holds ELSE e.holds END,
                run_number = CASE WHEN c.begins_run THEN c.run_number ELSE e.run_number END,
                run_started_at = CASE WHEN c.begins_run THEN c.run_started_at ELSE e.run_started_at END,
                first_run_id = CASE WHEN c.begins_run THEN c.first_run_id ELSE e.first_run_id END,
                first_input_digest = CASE WHEN c.begins_run THEN c.first_input_digest ELSE e.first_input_digest END
            FROM head c WHERE c.lists AND e.id = c.id),
        paid AS (
            INSERT INTO {schema}.payloads (id, kind, data)
            SELECT id, {Result}, result FROM head WHERE was_running AND result IS NOT NULL
            UNION ALL SELECT id, {Error}, error FROM head WHERE was_running AND error IS NOT NULL
            UNION ALL SELECT id, {Input}, input FROM head WHERE begins_run AND input IS NOT NULL
            ON CONFLICT (id, kind) DO UPDATE SET data = excluded.data),
        unpaid AS (
            DELETE FROM {schema}.payloads p USING head c
            WHERE (c.drops <> 0 OR c.begins_run AND c.input IS NULL) AND p.id = c.id
                AND (p.kind & c.drops <> 0 OR p.kind = {Input} AND c.begins_run AND c.input IS NULL))
        SELECT n, rows FROM head
        """;

    // Whether something changes that lists show, or payloads come or go. Once an execution has ended, that is its expiry alone.
    private static string Listed => """
        CASE WHEN e.status = 0
            THEN g.begins_run OR (e.status, e.started_at, e.ended_at, e.expires_at, e.parked_at, e.holds)
                IS DISTINCT FROM (g.status, g.started_at, g.ended_at, g.expires_at, g.parked_at, g.holds)
            ELSE e.expires_at IS DISTINCT FROM g.expires_at END
        """;

    public NpgsqlBatchCommand Command(IReadOnlyList<CommitRequest> requests, long nowMs)
    {
        var command = new NpgsqlBatchCommand(_sql);
        _columns.Fill(command.Parameters, requests);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = nowMs });
        return command;
    }
}
