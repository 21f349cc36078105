using System.Text.Json;
using Durable.Storage.Native;

namespace Durable.Storage;

/// <summary>The columns of an execution, in one order for every statement that reads heads.</summary>
internal static class HeadRow
{
    /// <summary>The columns of a head without data.</summary>
    public const string Columns =
        "id, started_at, function, name, run_id, version, commit_id, status, function_version, ended_at, execution_timeout, retention, "
        + "expires_at, wake_at, wake_kind, operations, log_bytes, parked_at, "
        + "run_number, run_started_at, first_run_id, first_input_digest, business_key, tags, invoker, tenant_id";

    /// <summary>The columns of a head with data; the input is kept in the log.</summary>
    public const string ColumnsWithData =
        Columns + ", result, error, (SELECT records FROM log WHERE log.execution = executions.id AND log.version = 1)";

    /// <summary>Row id of the execution; it stays the same for the execution's life.</summary>
    public static long Id(Statement row) => row.Int64(0);

    /// <summary>Start of the first run, by which lists go.</summary>
    public static long StartedAtMs(Statement row) => row.Int64(1);

    public static long? ExpiresAtMs(Statement row) => row.NullableInt64(12);

    /// <summary>Reads the head from <see cref="Columns"/>.</summary>
    /// <exception cref="CheckpointStoreException">The row is damaged.</exception>
    public static ExecutionHead Read(Statement row) => Decode(row, ReadColumns);

    /// <summary>Reads the head from <see cref="ColumnsWithData"/>.</summary>
    /// <exception cref="CheckpointStoreException">The row is damaged.</exception>
    public static ExecutionHead ReadWithData(Statement row) => Decode(row, static row => ReadColumns(row) with
    {
        Result = row.NullableText(26),
        Error = row.IsNull(27) ? null : JsonSerializer.Deserialize(row.Bytes(27), ErrorObjectJsonContext.Default.ErrorObject),
        Input = row.NullableText(28),
    });

    // What cannot be read now will not be the next time either.
    private static ExecutionHead Decode(Statement row, Func<Statement, ExecutionHead> read)
    {
        try
        {
            return read(row);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or JsonException)
        {
            throw new CheckpointStoreException(
                StoreFailure.Fatal,
                Invariant($"Execution '{row.NullableText(2)}/{row.NullableText(3)}' is damaged: row {Id(row)} of the table 'executions' cannot be read. {exception.Message} ")
                + "Restore it from a backup, or delete it and start the execution again.",
                exception);
        }
    }

    private static ExecutionHead ReadColumns(Statement row)
    {
        var head = ReadFirstRun(row);
        return row.IsNull(18) ? head : head with
        {
            StartedAt = Time(row.Int64(19)),
            Continuation = new Continuation((int)row.Int64(18), row.Text(20), head.StartedAt, row.Text(21)),
        };
    }

    private static ExecutionHead ReadFirstRun(Statement row) => new()
    {
        Id = new ExecutionId(row.Text(2), row.Text(3)),
        RunId = row.Text(4),
        Version = row.Int64(5),
        CommitId = row.Text(6),
        Status = (ExecutionStatus)row.Int64(7),
        FunctionVersion = row.Text(8),
        StartedAt = Time(row.Int64(1)),
        EndedAt = NullableTime(row, 9),
        ExecutionTimeout = new TimeSpan(row.Int64(10)),
        Retention = new TimeSpan(row.Int64(11)),
        ExpiresAt = NullableTime(row, 12),
        WakeUp = row.IsNull(13) ? null : new WakeUp(Time(row.Int64(13)), (WakeUpKind)row.Int64(14)),
        Operations = row.Int64(15),
        LogBytes = row.Int64(16),
        ParkedAt = NullableTime(row, 17),
        BusinessKey = row.NullableText(22),
        Tags = TagSet.FromJson(row.NullableText(23)),
        Invoker = row.NullableText(24) is { } invoker ? ExecutionInvoker.Parse(invoker) : null,
        TenantId = row.NullableText(25),
    };

    private static DateTimeOffset Time(long unixMilliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(unixMilliseconds);

    private static DateTimeOffset? NullableTime(Statement row, int column) => row.IsNull(column) ? null : Time(row.Int64(column));
}
