using System.Text.Json;
using Durable.Model;
using Npgsql;

namespace Durable.Storage.PostgreSQL.Reading;

/// <summary>The columns of an execution, in one order for every statement that reads heads.</summary>
/// <param name="failures">Says what is damaged.</param>
internal sealed class HeadRow(DatabaseFailures failures)
{
    /// <summary>The columns of a head without data, of executions <c>e</c> and heads <c>h</c>.</summary>
    public const string Columns =
        "e.id, e.started_at, e.function, e.name, e.status, e.ended_at, e.expires_at, e.parked_at, e.business_key, e.tags::text, e.invoker, e.tenant_id, e.trace, "
        + "e.run_number, e.run_started_at, e.first_run_id, e.first_input_digest, "
        + "h.run_id, h.version, h.commit_id, h.function_version, h.execution_timeout, h.retention, h.operations, h.log_bytes, h.wake_at, h.wake_kind, "
        + "h.requests, h.rows_written, h.bytes_written, h.waits_for";

    /// <summary>The columns of a head with data.</summary>
    public static string ColumnsWithData(string schema)
    {
        return $"{Columns}, {Payload(PayloadKind.Input)}, {Payload(PayloadKind.Result)}, {Payload(PayloadKind.Error)}";

        string Payload(PayloadKind kind) => Invariant($"(SELECT p.data FROM {schema}.payloads p WHERE p.id = e.id AND p.kind = {(int)kind})");
    }

    /// <summary>Row id of the execution; it stays the same for the execution's life.</summary>
    public static long Id(NpgsqlDataReader row) => row.GetInt64(Ordinal.Id);

    /// <summary>Start of the first run, by which lists go.</summary>
    public static long StartedAtMs(NpgsqlDataReader row) => row.GetInt64(Ordinal.StartedAt);

    /// <summary>What the execution has cost.</summary>
    public static StorageUsage Usage(NpgsqlDataReader row) => new(row.GetInt64(Ordinal.Requests), 0, 0, 0)
    {
        RowsWritten = row.GetInt64(Ordinal.RowsWritten),
        BytesWritten = row.GetInt64(Ordinal.BytesWritten),
    };

    /// <summary>Reads the head from <see cref="Columns"/>.</summary>
    /// <exception cref="CheckpointStoreException">The row is damaged.</exception>
    public ExecutionHead Read(NpgsqlDataReader row) => Decode(row, ReadColumns);

    /// <summary>Reads the head from <see cref="ColumnsWithData"/>.</summary>
    /// <exception cref="CheckpointStoreException">The row is damaged.</exception>
    public ExecutionHead ReadWithData(NpgsqlDataReader row) => Decode(row, static row => ReadColumns(row) with
    {
        Input = FindText(row, Ordinal.Input),
        Result = FindText(row, Ordinal.Result),
        Error = row.IsDBNull(Ordinal.Error)
            ? null
            : JsonSerializer.Deserialize(StoredBytes.Decode(row.GetFieldValue<byte[]>(Ordinal.Error)), ErrorObjectJsonContext.Default.ErrorObject),
    });

    // What cannot be read now will not be the next time either.
    private ExecutionHead Decode(NpgsqlDataReader row, Func<NpgsqlDataReader, ExecutionHead> read)
    {
        try
        {
            return read(row);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or JsonException or OverflowException)
        {
            throw failures.Damaged(
                Invariant($"Execution '{row.GetString(Ordinal.Function)}/{row.GetString(Ordinal.Name)}' (id {Id(row)})"), exception);
        }
    }

    private static ExecutionHead ReadColumns(NpgsqlDataReader row)
    {
        var head = ReadFirstRun(row);
        return row.IsDBNull(Ordinal.RunNumber) ? head : head with
        {
            StartedAt = Time(row.GetInt64(Ordinal.RunStartedAt)),
            Continuation = new Continuation(
                row.GetInt32(Ordinal.RunNumber), row.GetString(Ordinal.FirstRunId), head.StartedAt, row.GetString(Ordinal.FirstInputDigest)),
        };
    }

    private static ExecutionHead ReadFirstRun(NpgsqlDataReader row) => new()
    {
        Id = new ExecutionId(row.GetString(Ordinal.Function), row.GetString(Ordinal.Name)),
        RunId = row.GetString(Ordinal.RunId),
        Version = row.GetInt64(Ordinal.Version),
        CommitId = row.GetString(Ordinal.CommitId),
        Status = (ExecutionStatus)row.GetInt16(Ordinal.Status),
        FunctionVersion = row.GetString(Ordinal.FunctionVersion),
        StartedAt = Time(row.GetInt64(Ordinal.StartedAt)),
        EndedAt = FindTime(row, Ordinal.EndedAt),
        ExecutionTimeout = new TimeSpan(row.GetInt64(Ordinal.ExecutionTimeout)),
        Retention = new TimeSpan(row.GetInt64(Ordinal.Retention)),
        ExpiresAt = FindTime(row, Ordinal.ExpiresAt),
        WakeUp = FindTime(row, Ordinal.WakeAt) is { } at ? new WakeUp(at, (WakeUpKind)row.GetInt16(Ordinal.WakeKind)) : null,
        Operations = row.GetInt64(Ordinal.Operations),
        LogBytes = row.GetInt64(Ordinal.LogBytes),
        ParkedAt = FindTime(row, Ordinal.ParkedAt),
        BusinessKey = FindString(row, Ordinal.BusinessKey),
        Tags = TagSet.FromJson(FindString(row, Ordinal.Tags)),
        Invoker = FindString(row, Ordinal.Invoker) is { } invoker ? ExecutionInvoker.Parse(invoker) : null,
        TenantId = FindString(row, Ordinal.TenantId),
        WaitsFor = HeadWait.Parse(FindString(row, Ordinal.WaitsFor)),
        Trace = FindString(row, Ordinal.Trace),
    };

    private static DateTimeOffset Time(long unixMilliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(unixMilliseconds);

    private static DateTimeOffset? FindTime(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : Time(row.GetInt64(column));

    private static string? FindString(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static string? FindText(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : StoredBytes.DecodeText(row.GetFieldValue<byte[]>(column));

    // The places of the columns, in the order of the texts above.
    private static class Ordinal
    {
        public const int Id = 0;
        public const int StartedAt = 1;
        public const int Function = 2;
        public const int Name = 3;
        public const int Status = 4;
        public const int EndedAt = 5;
        public const int ExpiresAt = 6;
        public const int ParkedAt = 7;
        public const int BusinessKey = 8;
        public const int Tags = 9;
        public const int Invoker = 10;
        public const int TenantId = 11;
        public const int Trace = 12;
        public const int RunNumber = 13;
        public const int RunStartedAt = 14;
        public const int FirstRunId = 15;
        public const int FirstInputDigest = 16;
        public const int RunId = 17;
        public const int Version = 18;
        public const int CommitId = 19;
        public const int FunctionVersion = 20;
        public const int ExecutionTimeout = 21;
        public const int Retention = 22;
        public const int Operations = 23;
        public const int LogBytes = 24;
        public const int WakeAt = 25;
        public const int WakeKind = 26;
        public const int Requests = 27;
        public const int RowsWritten = 28;
        public const int BytesWritten = 29;
        public const int WaitsFor = 30;
        public const int Input = 31;
        public const int Result = 32;
        public const int Error = 33;
    }
}
