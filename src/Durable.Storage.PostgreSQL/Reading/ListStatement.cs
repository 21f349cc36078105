using System.Globalization;
using System.Text;
using Durable.Storage.Shared;
using Npgsql;

namespace Durable.Storage.PostgreSQL.Reading;

/// <summary>Turns a query into SQL that reads no more rows than the page has.</summary>
/// <remarks>
/// The indexes are ordered by start time within a status. A list of several statuses is therefore one ordered and limited SELECT for each, which
/// PostgreSQL merges.
/// </remarks>
internal sealed class ListStatement(string schema)
{
    private const int BusinessKeyParameter = 3;

    private static readonly ExecutionStatus[] s_allStatuses = Enum.GetValues<ExecutionStatus>();

    // There is no index by name alone: the name is looked up in every function, and those are found by jumping from one to the next.
    private readonly string _everyFunction = $"""
        WITH RECURSIVE functions(function) AS (
            (SELECT function FROM {schema}.executions ORDER BY function LIMIT 1)
            UNION ALL
            SELECT (SELECT e.function FROM {schema}.executions e WHERE e.function > f.function ORDER BY e.function LIMIT 1)
            FROM functions f WHERE f.function IS NOT NULL)

        """;

    private readonly string _tables = $"FROM {schema}.executions e JOIN {schema}.heads h ON h.id = e.id";

    /// <summary>The statement with its parameters; it returns one row more than the page, if there is one.</summary>
    /// <exception cref="ArgumentException">The marker is not one of this store's.</exception>
    public NpgsqlCommand Prepare(NpgsqlConnection connection, ExecutionQuery query, long nowMs)
    {
        var command = new NpgsqlCommand(Sql(query, nowMs), connection);

        // Each place stands for one thing, used or not.
        command.Parameters.Add(new NpgsqlParameter<string?> { TypedValue = query.FunctionName, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
        command.Parameters.Add(new NpgsqlParameter<string?> { TypedValue = query.Name, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
        command.Parameters.Add(new NpgsqlParameter<string?> { TypedValue = query.BusinessKey, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
        command.Parameters.Add(new NpgsqlParameter<string?> { TypedValue = TagSet.Of(query.Tags)?.ToJson(), NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Jsonb });
        return command;
    }

    private string Sql(ExecutionQuery query, long nowMs)
    {
        ExecutionStatus[] statuses = query.Statuses.Count == 0 ? s_allStatuses : [.. query.Statuses.Distinct()];
        string[] numbers = [.. statuses.Select(static status => ((int)status).ToString(CultureInfo.InvariantCulture))];
        var filter = Filter(query, nowMs);
        var order = query.OldestFirst ? "ORDER BY started_at, id" : "ORDER BY started_at DESC, id DESC";
        var limit = Invariant($"LIMIT {query.PageSize + 1}");
        var selective = query.BusinessKey is not null || query.Name is not null;
        var select = $"SELECT {HeadRow.Columns} {_tables} WHERE";

        // Few executions have the same business key or name; of the others each status is a list of its own.
        string[] parts = selective || numbers.Length == 1
            ? [$"{select} e.status IN ({string.Join(", ", numbers)}){filter}"]
            : [.. numbers.Select(number => $"({select} e.status = {number}{filter} {order} {limit})")];
        return new StringBuilder(query.Name is not null && query.FunctionName is null && query.BusinessKey is null ? _everyFunction : null)
            .AppendJoin(" UNION ALL ", parts)
            .Append(' ').Append(order)
            .Append(' ').Append(limit)
            .ToString();
    }

    // Only text is a parameter; numbers are written out.
    private static string Filter(ExecutionQuery query, long nowMs)
    {
        var filter = new StringBuilder(Invariant($" AND (e.expires_at IS NULL OR e.expires_at > {nowMs})"));
        if (query.FunctionName is not null)
        {
            filter.Append(" AND e.function = $1");
        }

        if (query.Name is not null)
        {
            filter.Append(query.FunctionName is null && query.BusinessKey is null ? " AND e.function IN (SELECT function FROM functions) AND e.name = $2" : " AND e.name = $2");
        }

        if (query.BusinessKey is not null)
        {
            filter.Append(CultureInfo.InvariantCulture, $" AND e.business_key = ${BusinessKeyParameter}");
        }

        if (query.Tags.Count > 0)
        {
            filter.Append(" AND e.tags @> $4");
        }

        if (query.StartedAfter is { } after)
        {
            filter.Append(CultureInfo.InvariantCulture, $" AND e.started_at > {after.ToUnixTimeMilliseconds()}");
        }

        if (query.StartedBefore is { } before)
        {
            // Rounded up: whole milliseconds before 5.5 include 5.
            filter.Append(CultureInfo.InvariantCulture, $" AND e.started_at < {before.AddTicks(TimeSpan.TicksPerMillisecond - 1).ToUnixTimeMilliseconds()}");
        }

        if (query.Marker is not null)
        {
            var marker = RowMarker.Parse(query.Marker);
            filter.Append(CultureInfo.InvariantCulture, $" AND (e.started_at, e.id) {(query.OldestFirst ? '>' : '<')} ({marker.StartedAtMs}, {marker.Row})");
        }

        return filter.ToString();
    }
}
