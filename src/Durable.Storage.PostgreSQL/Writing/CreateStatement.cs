using Npgsql;

namespace Durable.Storage.PostgreSQL.Writing;

/// <summary>Creates executions whose name is free, and says which ones.</summary>
internal sealed class CreateStatement
{
    // An execution and a head in any case.
    private const string Rows = "2 + (wake_at IS NOT NULL)::int + (input IS NOT NULL)::int";

    private readonly ColumnParameters<CreateRequest> _columns = new ColumnParameters<CreateRequest>()
        .Head()
        .Long("id", static request => request.Row)
        .Text("business_key", static request => request.Head.BusinessKey)
        .Json("tags", static request => request.Head.Tags?.ToJson())
        .Text("invoker", static request => request.Head.Invoker?.ToString())
        .Text("tenant_id", static request => request.Head.TenantId)
        .Text("trace", static request => request.Head.Trace)
        .Bytes("input", static request => request.Input);

    private readonly string _sql;

    public CreateStatement(string schema) => _sql = $"""
        WITH given AS MATERIALIZED (
            SELECT * FROM {_columns.Table("g")}),
        made AS (
            INSERT INTO {schema}.executions (id, function, name, status, started_at, holds, business_key, tags, invoker, tenant_id, trace)
            SELECT id, function, name, status, started_at, 0, business_key, tags, invoker, tenant_id, trace FROM given
            ON CONFLICT DO NOTHING
            RETURNING id),
        created AS MATERIALIZED (
            SELECT given.* FROM given JOIN made ON made.id = given.id),
        headed AS (
            INSERT INTO {schema}.heads (id, run_id, version, commit_id, function_version, execution_timeout, retention, operations, log_bytes,
                wake_at, wake_kind, requests, rows_written, bytes_written)
            SELECT id, run_id, version, commit_id, function_version, execution_timeout, retention, operations, log_bytes, wake_at, wake_kind,
                1, {Rows}, coalesce(octet_length(input), 0)
            FROM created),
        woken AS (
            INSERT INTO {schema}.wakes (id, shard, kind, at)
            SELECT id, shard, wake_kind, wake_at FROM created WHERE wake_at IS NOT NULL),
        paid AS (
            INSERT INTO {schema}.payloads (id, kind, data)
            SELECT id, {(int)PayloadKind.Input}, input FROM created WHERE input IS NOT NULL)
        SELECT n, {Rows} FROM created
        """;

    public NpgsqlBatchCommand Command(IReadOnlyList<CreateRequest> requests)
    {
        var command = new NpgsqlBatchCommand(_sql);
        _columns.Fill(command.Parameters, requests);
        return command;
    }
}
