using Npgsql;
using NpgsqlTypes;

namespace Durable.Storage.PostgreSQL.Writing;

/// <summary>Columns of rows as parameters of a statement: an array each, and the text that makes a table of them again.</summary>
/// <typeparam name="TRow">What makes a row.</typeparam>
internal sealed class ColumnParameters<TRow>
    where TRow : WriteRequest
{
    private readonly List<string> _names = [];
    private readonly List<string> _types = [];
    private readonly List<Func<IReadOnlyList<TRow>, NpgsqlParameter>> _columns = [];

    /// <summary>The table, with the number of each row, from 1, as <c>n</c>.</summary>
    public string Table(string alias) =>
        $"unnest({string.Join(", ", _types.Select(static (type, i) => Invariant($"${i + 1}::{type}[]")))}) WITH ORDINALITY AS {alias}({string.Join(", ", _names)}, n)";

    /// <summary>The parameter after all columns.</summary>
    public string Next => Invariant($"${_names.Count + 1}");

    public ColumnParameters<TRow> Text(string name, Func<TRow, string?> value) => Add(name, "text", NpgsqlDbType.Text, value);

    public ColumnParameters<TRow> Json(string name, Func<TRow, string?> value) => Add(name, "jsonb", NpgsqlDbType.Jsonb, value);

    public ColumnParameters<TRow> Bytes(string name, Func<TRow, byte[]?> value) => Add(name, "bytea", NpgsqlDbType.Bytea, value);

    public ColumnParameters<TRow> Long(string name, Func<TRow, long?> value) => Add(name, "bigint", NpgsqlDbType.Bigint, value);

    public ColumnParameters<TRow> Time(string name, Func<TRow, DateTimeOffset?> value) => Long(name, row => value(row)?.ToUnixTimeMilliseconds());

    public ColumnParameters<TRow> Integer(string name, Func<TRow, int?> value) => Add(name, "integer", NpgsqlDbType.Integer, value);

    public ColumnParameters<TRow> Small(string name, Func<TRow, int?> value) => Add(name, "smallint", NpgsqlDbType.Smallint, row => (short?)value(row));

    public ColumnParameters<TRow> Flag(string name, Func<TRow, bool> value) => Add(name, "boolean", NpgsqlDbType.Boolean, value);

    /// <summary>What every write says of the head.</summary>
    public ColumnParameters<TRow> Head() => Text("function", static request => request.Id.FunctionName)
        .Text("name", static request => request.Id.Name)
        .Text("run_id", static request => request.Head.RunId)
        .Long("version", static request => request.Head.Version)
        .Text("commit_id", static request => request.Head.CommitId)
        .Small("status", static request => (int)request.Head.Status)
        .Text("function_version", static request => request.Head.FunctionVersion)
        .Time("started_at", static request => request.Head.FirstStartedAt)
        .Long("execution_timeout", static request => request.Head.ExecutionTimeout.Ticks)
        .Long("retention", static request => request.Head.Retention.Ticks)
        .Long("operations", static request => request.Head.Operations)
        .Long("log_bytes", static request => request.Head.LogBytes)
        .Time("wake_at", static request => request.Head.WakeUp?.At)
        .Small("wake_kind", static request => (int?)request.Head.WakeUp?.Kind)
        .Small("shard", static request => WakeUpShards.Of(request.Id));

    /// <summary>Gives a command the rows.</summary>
    public void Fill(NpgsqlParameterCollection parameters, IReadOnlyList<TRow> rows)
    {
        foreach (var column in _columns)
        {
            parameters.Add(column(rows));
        }
    }

    private ColumnParameters<TRow> Add<T>(string name, string type, NpgsqlDbType dbType, Func<TRow, T> value)
    {
        _names.Add(name);
        _types.Add(type);
        _columns.Add(rows =>
        {
            var values = new T[rows.Count];
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = value(rows[i]);
            }

            return new NpgsqlParameter<T[]> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | dbType };
        });
        return this;
    }
}
