using Npgsql;
using NpgsqlTypes;

namespace Durable.Storage.PostgreSQL.Writing;

/// <summary>Deletes executions whose retention is over, with everything that belongs to them.</summary>
internal sealed class DeletionStatement(string schema)
{
    private readonly string _expired = Sql(schema, "expires_at <= $1 ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED");
    private readonly string _one = Sql(schema, "expires_at <= $1 AND function = $2 AND name = $3 FOR UPDATE");

    /// <summary>Deletes those that have expired longest; rows that somebody else is deleting are left to him.</summary>
    public NpgsqlBatchCommand Expired(long untilMs, int limit) => new(_expired)
    {
        Parameters = { new NpgsqlParameter<long> { TypedValue = untilMs }, new NpgsqlParameter<int> { TypedValue = limit } },
    };

    /// <summary>Deletes one, if it has expired.</summary>
    public NpgsqlBatchCommand One(long untilMs, ExecutionId id) => new(_one)
    {
        Parameters =
        {
            new NpgsqlParameter<long> { TypedValue = untilMs },
            new NpgsqlParameter<string> { TypedValue = id.FunctionName, NpgsqlDbType = NpgsqlDbType.Text },
            new NpgsqlParameter<string> { TypedValue = id.Name, NpgsqlDbType = NpgsqlDbType.Text },
        },
    };

    /// <summary>Runs one of them in a transaction of its own.</summary>
    /// <returns>How many executions were deleted.</returns>
    public static async Task<int> RunAsync(NpgsqlConnection connection, NpgsqlBatchCommand deletion, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { new NpgsqlBatchCommand(WriterSettings.OfTransaction), deletion } };
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return reader.GetInt32(0);
    }

    private static string Sql(string schema, string which) => $"""
        WITH gone AS MATERIALIZED (
            SELECT id FROM {schema}.executions WHERE {which}),
        unlogged AS (DELETE FROM {schema}.log t USING gone WHERE t.id = gone.id),
        unpaid AS (DELETE FROM {schema}.payloads t USING gone WHERE t.id = gone.id),
        unwoken AS (DELETE FROM {schema}.wakes t USING gone WHERE t.id = gone.id),
        unheaded AS (DELETE FROM {schema}.heads t USING gone WHERE t.id = gone.id),
        deleted AS (DELETE FROM {schema}.executions t USING gone WHERE t.id = gone.id RETURNING 1)
        SELECT count(*)::int FROM deleted
        """;
}
