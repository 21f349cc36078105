using System.Text.Json;
using Durable.Model;
using Durable.Storage.Native;

namespace Durable.Storage.Writing;

/// <summary>What the writer does to executions and their logs, inside the transaction that it has open.</summary>
internal sealed class ExecutionTable
{
    private const string Progress =
        "version = ?4, commit_id = ?5, function_version = ?6, execution_timeout = ?7, retention = ?8, operations = ?9, log_bytes = ?10, waits_for = ?11";

    private const string Condition = "WHERE id = ?1 AND run_id = ?2 AND version = ?3";

    // Commits that are queued behind a part of a deletion should not notice it.
    private const int RowsPerDeletion = 1000;

    // Rows of executions are numbered from 1.
    private const int Nobody = -1;

    // Values above this are not left in the statement, which would hold a copy until its next use.
    private const int LargeBytes = 64 * 1024;

    private readonly Database _database;
    private readonly TimeProvider _timeProvider;
    private readonly Statement _insert;
    private readonly Statement _find;
    private readonly Statement _findWithData;
    private readonly Statement _updateProgress;
    private readonly Statement _updateProgressAndWakeUp;
    private readonly Statement _updateEverything;
    private readonly Statement _updateRun;
    private readonly Statement _updateEnded;
    private readonly Statement _insertLog;
    private readonly Statement _findExpired;
    private readonly Statement _delete;
    private readonly Statement _deleteLog;

    public ExecutionTable(Database database, TimeProvider timeProvider)
    {
        _database = database;
        _timeProvider = timeProvider;
        _insert = database.Prepare("""
            INSERT INTO executions (function, name, run_id, version, commit_id, status, function_version, started_at, ended_at,
                execution_timeout, retention, expires_at, wake_at, wake_kind, wake_shard, operations, log_bytes, result, error, parked_at,
                run_number, run_started_at, first_run_id, first_input_digest, business_key, tags, invoker, tenant_id, trace)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29)
            ON CONFLICT (function, name) DO NOTHING
            """);
        _find = database.Prepare("""
            SELECT id, status, started_at, expires_at, wake_at, wake_kind, ended_at IS NULL AND result IS NULL AND error IS NULL AND parked_at IS NULL
            FROM executions WHERE function = ?1 AND name = ?2
            """);
        _findWithData = database.Prepare($"SELECT {HeadRow.ColumnsWithData} FROM executions WHERE function = ?1 AND name = ?2");

        // Every index whose columns an UPDATE names is maintained, changed or not; most commits change no indexed column.
        _updateProgress = database.Prepare($"UPDATE executions SET {Progress} {Condition}");
        _updateProgressAndWakeUp = database.Prepare($"UPDATE executions SET {Progress}, wake_at = ?12, wake_kind = ?13 {Condition}");
        _updateEverything = database.Prepare($"""
            UPDATE executions SET {Progress}, wake_at = ?12, wake_kind = ?13, status = ?14, started_at = ?15, ended_at = ?16,
                expires_at = ?17, result = ?18, error = ?19, parked_at = ?20 {Condition}
            """);
        _updateRun = database.Prepare("""
            UPDATE executions SET run_id = ?2, run_number = ?3, run_started_at = ?4, first_run_id = ?5, first_input_digest = ?6 WHERE id = ?1
            """);
        _updateEnded = database.Prepare(
            $"UPDATE executions SET version = ?4, commit_id = ?5, wake_at = ?6, wake_kind = ?7, expires_at = ?8 {Condition}");
        _insertLog = database.Prepare("INSERT INTO log (execution, version, records) VALUES (?1, ?2, ?3)");
        _findExpired = database.Prepare("SELECT id FROM executions WHERE expires_at <= ?1 ORDER BY expires_at LIMIT ?2");
        _delete = database.Prepare("DELETE FROM executions WHERE id = ?1");
        _deleteLog = database.Prepare("DELETE FROM log WHERE execution = ?1");
    }

    /// <summary>Takes room for a log of no execution and gives it back: needs what a small commit needs.</summary>
    public void TakeRoom()
    {
        _database.Execute(Invariant($"INSERT INTO log (execution, version, records) VALUES ({Nobody}, 1, zeroblob({2 * Database.PageSize}))"));
        _database.Execute(Invariant($"DELETE FROM log WHERE execution = {Nobody}"));
    }

    /// <summary>Creates the execution, over an expired one if need be.</summary>
    /// <returns>Null when created, otherwise the existing head with data.</returns>
    public ExecutionHead? Create(ExecutionHead head)
    {
        if (!TryInsert(head))
        {
            if (ReadLiving(head.Id, out var expiredRow) is { } existing)
            {
                return existing;
            }

            Delete(expiredRow);
            TryInsert(head);
        }

        if (head.Input is { } input)
        {
            InsertInput(_database.LastInsertRowId, input);
        }

        return null;
    }

    /// <summary>Replaces the head and appends the records, if the version is the one before; begins another run with an empty log if it is told to.</summary>
    public bool Commit(Checkpoint checkpoint)
    {
        var head = checkpoint.Head;
        BindId(_find, head.Id);
        if (!_find.Step())
        {
            return false;
        }

        var row = _find.Int64(0);
        var expired = IsExpired(_find.NullableInt64(3));
        var hasEnded = _find.Int64(1) != (long)ExecutionStatus.Running;
        var update = UpdateFor(head);
        _find.Reset();
        if (expired || !(hasEnded ? TryUpdateEnded(row, head) : TryUpdate(update, row, checkpoint)))
        {
            return false;
        }

        if (checkpoint.EndedRunId is not null)
        {
            BeginRun(row, head);
        }

        if (!checkpoint.Records.IsEmpty)
        {
            InsertLog(row, head.Version, checkpoint.Records.Span);
        }

        return true;
    }

    /// <summary>Deletes executions that expired by a time, the longest expired first, but not very many rows at once.</summary>
    /// <returns>How many were deleted; zero means that none is left.</returns>
    public int DeleteExpired(long untilMs, int limit)
    {
        var expired = new List<long>();
        _findExpired.Bind(1, untilMs);
        _findExpired.Bind(2, Math.Min(limit, RowsPerDeletion));
        while (_findExpired.Step())
        {
            expired.Add(_findExpired.Int64(0));
        }

        var deleted = 0;
        for (var rows = 0; deleted < expired.Count && rows < RowsPerDeletion; deleted++)
        {
            rows += Delete(expired[deleted]);
        }

        return deleted;
    }

    private static void BindId(Statement statement, ExecutionId id)
    {
        statement.Bind(1, id.FunctionName);
        statement.Bind(2, id.Name);
    }

    private static void BindError(Statement statement, int index, ExecutionHead head)
    {
        if (head.Error is { } error)
        {
            statement.BindText(index, JsonSerializer.SerializeToUtf8Bytes(error, ErrorObjectJsonContext.Default.ErrorObject));
        }
        else
        {
            statement.BindNull(index);
        }
    }

    private static void BindRun(Statement statement, int index, ExecutionHead head)
    {
        if (head.Continuation is { } continuation)
        {
            statement.Bind(index, continuation.RunNumber);
            statement.Bind(index + 1, head.StartedAt.ToUnixTimeMilliseconds());
            statement.Bind(index + 2, continuation.FirstRunId);
            statement.Bind(index + 3, continuation.FirstInputDigest);
        }
        else
        {
            for (var i = index; i < index + 4; i++)
            {
                statement.BindNull(i);
            }
        }
    }

    private static bool IsLarge(string? text) => text?.Length > LargeBytes;

    private bool IsExpired(long? expiresAtMs) => expiresAtMs <= _timeProvider.GetUtcNow().ToUnixTimeMilliseconds();

    private bool TryInsert(ExecutionHead head)
    {
        BindId(_insert, head.Id);
        _insert.Bind(3, head.RunId);
        _insert.Bind(4, head.Version);
        _insert.Bind(5, head.CommitId);
        _insert.Bind(6, (long)head.Status);
        _insert.Bind(7, head.FunctionVersion);
        _insert.Bind(8, head.FirstStartedAt.ToUnixTimeMilliseconds());
        _insert.Bind(9, head.EndedAt?.ToUnixTimeMilliseconds());
        _insert.Bind(10, head.ExecutionTimeout.Ticks);
        _insert.Bind(11, head.Retention.Ticks);
        _insert.Bind(12, head.ExpiresAt?.ToUnixTimeMilliseconds());
        _insert.Bind(13, head.WakeUp?.At.ToUnixTimeMilliseconds());
        _insert.Bind(14, (long?)head.WakeUp?.Kind);
        _insert.Bind(15, WakeUpShards.Of(head.Id));
        _insert.Bind(16, head.Operations);
        _insert.Bind(17, head.LogBytes);
        _insert.Bind(18, head.Result);
        BindError(_insert, 19, head);
        _insert.Bind(20, head.ParkedAt?.ToUnixTimeMilliseconds());
        BindRun(_insert, 21, head);
        _insert.Bind(25, head.BusinessKey);
        _insert.Bind(26, head.Tags?.ToJson());
        _insert.Bind(27, head.Invoker?.ToString());
        _insert.Bind(28, head.TenantId);
        _insert.Bind(29, head.Trace);
        _insert.Execute();
        return _database.Changes == 1;
    }

    private ExecutionHead? ReadLiving(ExecutionId id, out long row)
    {
        BindId(_findWithData, id);
        _findWithData.Step();
        try
        {
            row = HeadRow.Id(_findWithData);
            return IsExpired(HeadRow.ExpiresAtMs(_findWithData)) ? null : HeadRow.ReadWithData(_findWithData);
        }
        finally
        {
            _findWithData.Reset();
        }
    }

    /// <summary>The statement that maintains no more indexes than this change of the found row needs.</summary>
    private Statement UpdateFor(ExecutionHead head)
    {
        var plainBefore = _find.Int64(1) == (long)ExecutionStatus.Running && _find.IsNull(3) && _find.Int64(6) != 0;
        var plainAfter = head is { Status: ExecutionStatus.Running, EndedAt: null, ExpiresAt: null, Result: null, Error: null, ParkedAt: null };
        if (!plainBefore || !plainAfter || _find.Int64(2) != head.FirstStartedAt.ToUnixTimeMilliseconds())
        {
            return _updateEverything;
        }

        return _find.NullableInt64(4) == head.WakeUp?.At.ToUnixTimeMilliseconds() && _find.NullableInt64(5) == (long?)head.WakeUp?.Kind
            ? _updateProgress
            : _updateProgressAndWakeUp;
    }

    private bool TryUpdate(Statement update, long row, Checkpoint checkpoint)
    {
        var head = checkpoint.Head;
        update.Bind(1, row);
        update.Bind(2, checkpoint.ExpectedRunId);
        update.Bind(3, head.Version - 1);
        update.Bind(4, head.Version);
        update.Bind(5, head.CommitId);
        update.Bind(6, head.FunctionVersion);
        update.Bind(7, head.ExecutionTimeout.Ticks);
        update.Bind(8, head.Retention.Ticks);
        update.Bind(9, head.Operations);
        update.Bind(10, head.LogBytes);
        update.Bind(11, head.WaitsFor?.ToString());
        if (update != _updateProgress)
        {
            update.Bind(12, head.WakeUp?.At.ToUnixTimeMilliseconds());
            update.Bind(13, (long?)head.WakeUp?.Kind);
        }

        if (update == _updateEverything)
        {
            update.Bind(14, (long)head.Status);
            update.Bind(15, head.FirstStartedAt.ToUnixTimeMilliseconds());
            update.Bind(16, head.EndedAt?.ToUnixTimeMilliseconds());
            update.Bind(17, head.ExpiresAt?.ToUnixTimeMilliseconds());
            update.Bind(18, head.Result);
            BindError(update, 19, head);
            update.Bind(20, head.ParkedAt?.ToUnixTimeMilliseconds());
        }

        update.Execute();
        var updated = _database.Changes == 1;
        if (IsLarge(head.Result))
        {
            update.Unbind();
        }

        return updated;
    }

    private void BeginRun(long row, ExecutionHead head)
    {
        _updateRun.Bind(1, row);
        _updateRun.Bind(2, head.RunId);
        BindRun(_updateRun, 3, head);
        _updateRun.Execute();
        _deleteLog.Bind(1, row);
        _deleteLog.Execute();
        if (head.Input is { } input)
        {
            InsertInput(row, input);
        }
    }

    private bool TryUpdateEnded(long row, ExecutionHead head)
    {
        _updateEnded.Bind(1, row);
        _updateEnded.Bind(2, head.RunId);
        _updateEnded.Bind(3, head.Version - 1);
        _updateEnded.Bind(4, head.Version);
        _updateEnded.Bind(5, head.CommitId);
        _updateEnded.Bind(6, head.WakeUp?.At.ToUnixTimeMilliseconds());
        _updateEnded.Bind(7, (long?)head.WakeUp?.Kind);
        _updateEnded.Bind(8, head.ExpiresAt?.ToUnixTimeMilliseconds());
        _updateEnded.Execute();
        return _database.Changes == 1;
    }

    private void InsertInput(long row, string input)
    {
        _insertLog.Bind(1, row);
        _insertLog.Bind(2, 1);
        _insertLog.BindAsBlob(3, input);
        _insertLog.Execute();
        if (IsLarge(input))
        {
            _insertLog.Unbind();
        }
    }

    private void InsertLog(long row, long version, ReadOnlySpan<byte> records)
    {
        _insertLog.Bind(1, row);
        _insertLog.Bind(2, version);
        _insertLog.BindBlob(3, records);
        _insertLog.Execute();
        if (records.Length > LargeBytes)
        {
            _insertLog.Unbind();
        }
    }

    private int Delete(long row)
    {
        _deleteLog.Bind(1, row);
        _deleteLog.Execute();
        var rows = _database.Changes;
        _delete.Bind(1, row);
        _delete.Execute();
        return rows + 1;
    }
}
