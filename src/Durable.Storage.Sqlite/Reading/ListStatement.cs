using System.Globalization;
using System.Text;
using Durable.Storage.Native;
using Durable.Storage.Shared;

namespace Durable.Storage.Reading;

/// <summary>Turns a query into SQL that reads no more rows than the page has.</summary>
/// <remarks>
/// The indexes are ordered by start time within a status. A list of several statuses is therefore one ordered SELECT for each, which
/// SQLite merges row by row, as far as somebody asks for rows.
/// </remarks>
internal static class ListStatement
{
    // There is no index by name alone: the name is looked up in every function, and those are found by jumping from one to the next.
    private const string EveryFunction = """
        WITH RECURSIVE functions(function) AS (
            SELECT min(function) FROM executions
            UNION ALL
            SELECT (SELECT min(function) FROM executions AS following WHERE following.function > functions.function)
            FROM functions WHERE functions.function IS NOT NULL)

        """;

    private const int BusinessKeyParameter = 3;
    private const int FirstTagParameter = 4;

    private static readonly ExecutionStatus[] s_allStatuses = Enum.GetValues<ExecutionStatus>();

    /// <summary>The statement with its parameters; it returns one row more than the page, if there is one.</summary>
    /// <exception cref="ArgumentException">The marker is not one of this store's.</exception>
    public static Statement Prepare(Database database, ExecutionQuery query, long nowMs)
    {
        var statement = database.PrepareOnce(Sql(query, nowMs));
        if (query.FunctionName is { } function)
        {
            statement.Bind(1, function);
        }

        if (query.Name is { } name)
        {
            statement.Bind(2, name);
        }

        if (query.BusinessKey is { } businessKey)
        {
            statement.Bind(BusinessKeyParameter, businessKey);
        }

        var parameter = FirstTagParameter;
        foreach (var (key, value) in query.Tags)
        {
            statement.Bind(parameter++, key);
            statement.Bind(parameter++, value);
        }

        return statement;
    }

    private static string Sql(ExecutionQuery query, long nowMs)
    {
        ExecutionStatus[] statuses = query.Statuses.Count == 0 ? s_allStatuses : [.. query.Statuses.Distinct()];
        var numbers = statuses.Select(static status => ((int)status).ToString(CultureInfo.InvariantCulture));
        var filter = Filter(query, nowMs);
        var sql = new StringBuilder();
        if (query.BusinessKey is not null)
        {
            // A plus keeps a column out of the choice of the index: few executions have the same business key.
            sql.Append(CultureInfo.InvariantCulture, $"SELECT {HeadRow.Columns} FROM executions WHERE business_key = ?{BusinessKeyParameter} AND +status IN ({string.Join(", ", numbers)}){filter}");
        }
        else if (query.Name is null)
        {
            sql.AppendJoin(
                " UNION ALL ", numbers.Select(number => $"SELECT {HeadRow.Columns} FROM executions WHERE status = {number}{filter}"));
        }
        else
        {
            sql.Append(query.FunctionName is null ? EveryFunction : null);
            sql.Append(CultureInfo.InvariantCulture, $"SELECT {HeadRow.Columns} FROM executions WHERE status IN ({string.Join(", ", numbers)}){filter}");
        }

        sql.Append(query.OldestFirst ? " ORDER BY started_at, id" : " ORDER BY started_at DESC, id DESC");
        return sql.Append(CultureInfo.InvariantCulture, $" LIMIT {query.PageSize + 1}").ToString();
    }

    // Only text is a parameter; numbers are written out.
    private static string Filter(ExecutionQuery query, long nowMs)
    {
        var filter = new StringBuilder(Invariant($" AND (expires_at IS NULL OR expires_at > {nowMs})"));
        if (query.FunctionName is not null)
        {
            filter.Append(query.BusinessKey is null ? " AND function = ?1" : " AND +function = ?1");
        }

        if (query.Name is not null)
        {
            filter.Append(query.BusinessKey is not null ? " AND +name = ?2" : query.FunctionName is null ? " AND function IN functions AND name = ?2" : " AND name = ?2");
        }

        for (var i = 0; i < query.Tags.Count; i++)
        {
            var parameter = FirstTagParameter + (2 * i);
            filter.Append(CultureInfo.InvariantCulture, $" AND EXISTS (SELECT 1 FROM json_each(tags) AS tag WHERE tag.key = ?{parameter} AND tag.value = ?{parameter + 1})");
        }

        if (query.StartedAfter is { } after)
        {
            filter.Append(CultureInfo.InvariantCulture, $" AND started_at > {after.ToUnixTimeMilliseconds()}");
        }

        if (query.StartedBefore is { } before)
        {
            // Rounded up: whole milliseconds before 5.5 include 5.
            filter.Append(CultureInfo.InvariantCulture, $" AND started_at < {before.AddTicks(TimeSpan.TicksPerMillisecond - 1).ToUnixTimeMilliseconds()}");
        }

        if (query.Marker is not null)
        {
            var marker = RowMarker.Parse(query.Marker);
            filter.Append(CultureInfo.InvariantCulture, $" AND (started_at, id) {(query.OldestFirst ? '>' : '<')} ({marker.StartedAtMs}, {marker.Row})");
        }

        return filter.ToString();
    }
}
