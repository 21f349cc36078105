using System.Text.Json;
using Durable.Model;
using Durable.Storage.Native;

namespace Durable.Storage;

/// <summary>The columns of an execution, in one order for every statement that reads heads.</summary>
internal static class HeadRow
{
    /// <summary>The columns of a head without data.</summary>
    public const string Columns =
        "id, started_at, function, name, run_id, version, commit_id, status, function_version, ended_at, execution_timeout, retention, "
        + "expires_at, wake_at, wake_kind, operations, log_bytes, parked_at, "
        + "run_number, run_started_at, first_run_id, first_input_digest, business_key, tags, invoker, tenant_id, waits_for, trace";

    /// <summary>The columns of a head with data; the input is kept in the log.</summary>
    public const string ColumnsWithData =
        Columns + ", result, error, (SELECT records FROM log WHERE log.execution = executions.id AND log.version = 1)";

    /// <summary>Row id of the execution; it stays the same for the execution's life.</summary>
    public static long Id(Statement row) => row.Int64(Ordinal.Id);

    /// <summary>Start of the first run, by which lists go.</summary>
    public static long StartedAtMs(Statement row) => row.Int64(Ordinal.StartedAt);

    public static long? ExpiresAtMs(Statement row) => row.NullableInt64(Ordinal.ExpiresAt);

    /// <summary>Reads the head from <see cref="Columns"/>.</summary>
    /// <exception cref="CheckpointStoreException">The row is damaged.</exception>
    public static ExecutionHead Read(Statement row) => Decode(row, ReadColumns);

    /// <summary>Reads the head from <see cref="ColumnsWithData"/>.</summary>
    /// <exception cref="CheckpointStoreException">The row is damaged.</exception>
    public static ExecutionHead ReadWithData(Statement row) => Decode(row, static row => ReadColumns(row) with
    {
        Result = row.NullableText(Ordinal.Result),
        Error = row.IsNull(Ordinal.Error) ? null : JsonSerializer.Deserialize(row.Bytes(Ordinal.Error), ErrorObjectJsonContext.Default.ErrorObject),
        Input = row.NullableText(Ordinal.Input),
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
                Invariant($"Execution '{row.NullableText(Ordinal.Function)}/{row.NullableText(Ordinal.Name)}' is damaged: row {Id(row)} of the table 'executions' ")
                + $"cannot be read. {exception.Message} "
                + "Restore it from a backup, or delete it and start the execution again.",
                exception);
        }
    }

    private static ExecutionHead ReadColumns(Statement row)
    {
        var head = ReadFirstRun(row);
        return row.IsNull(Ordinal.RunNumber) ? head : head with
        {
            StartedAt = Time(row.Int64(Ordinal.RunStartedAt)),
            Continuation = new Continuation((int)row.Int64(Ordinal.RunNumber), row.Text(Ordinal.FirstRunId), head.StartedAt, row.Text(Ordinal.FirstInputDigest)),
        };
    }

    private static ExecutionHead ReadFirstRun(Statement row) => new()
    {
        Id = new ExecutionId(row.Text(Ordinal.Function), row.Text(Ordinal.Name)),
        RunId = row.Text(Ordinal.RunId),
        Version = row.Int64(Ordinal.Version),
        CommitId = row.Text(Ordinal.CommitId),
        Status = (ExecutionStatus)row.Int64(Ordinal.Status),
        FunctionVersion = row.Text(Ordinal.FunctionVersion),
        StartedAt = Time(row.Int64(Ordinal.StartedAt)),
        EndedAt = NullableTime(row, Ordinal.EndedAt),
        ExecutionTimeout = new TimeSpan(row.Int64(Ordinal.ExecutionTimeout)),
        Retention = new TimeSpan(row.Int64(Ordinal.Retention)),
        ExpiresAt = NullableTime(row, Ordinal.ExpiresAt),
        WakeUp = row.IsNull(Ordinal.WakeAt) ? null : new WakeUp(Time(row.Int64(Ordinal.WakeAt)), (WakeUpKind)row.Int64(Ordinal.WakeKind)),
        Operations = row.Int64(Ordinal.Operations),
        LogBytes = row.Int64(Ordinal.LogBytes),
        ParkedAt = NullableTime(row, Ordinal.ParkedAt),
        BusinessKey = row.NullableText(Ordinal.BusinessKey),
        Tags = TagSet.FromJson(row.NullableText(Ordinal.Tags)),
        Invoker = row.NullableText(Ordinal.Invoker) is { } invoker ? ExecutionInvoker.Parse(invoker) : null,
        TenantId = row.NullableText(Ordinal.TenantId),
        WaitsFor = HeadWait.Parse(row.NullableText(Ordinal.WaitsFor)),
        Trace = row.NullableText(Ordinal.Trace),
    };

    private static DateTimeOffset Time(long unixMilliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(unixMilliseconds);

    private static DateTimeOffset? NullableTime(Statement row, int column) => row.IsNull(column) ? null : Time(row.Int64(column));

    // The places of the columns, in the order of the constants above.
    private static class Ordinal
    {
        public const int Id = 0;
        public const int StartedAt = 1;
        public const int Function = 2;
        public const int Name = 3;
        public const int RunId = 4;
        public const int Version = 5;
        public const int CommitId = 6;
        public const int Status = 7;
        public const int FunctionVersion = 8;
        public const int EndedAt = 9;
        public const int ExecutionTimeout = 10;
        public const int Retention = 11;
        public const int ExpiresAt = 12;
        public const int WakeAt = 13;
        public const int WakeKind = 14;
        public const int Operations = 15;
        public const int LogBytes = 16;
        public const int ParkedAt = 17;
        public const int RunNumber = 18;
        public const int RunStartedAt = 19;
        public const int FirstRunId = 20;
        public const int FirstInputDigest = 21;
        public const int BusinessKey = 22;
        public const int Tags = 23;
        public const int Invoker = 24;
        public const int TenantId = 25;
        public const int WaitsFor = 26;
        public const int Trace = 27;
        public const int Result = 28;
        public const int Error = 29;
        public const int Input = 30;
    }
}
