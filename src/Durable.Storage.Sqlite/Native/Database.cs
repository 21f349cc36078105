using SQLitePCL;

namespace Durable.Storage.Native;

/// <summary>A connection. Used by one thread at a time; closes its statements with itself.</summary>
/// <remarks>
/// The C interface is called directly: with ADO.NET's parameter and reader objects in between, a commit cost twice the processor time.
/// </remarks>
internal sealed class Database : IDisposable
{
    public const int PageSize = 4096;

    private const int CacheWrite = 9;
    private readonly List<Statement> _statements = [];
    private readonly sqlite3 _handle;

    static Database() => Batteries_V2.Init();

    private Database(sqlite3 handle) => _handle = handle;

    public bool InTransaction => raw.sqlite3_get_autocommit(_handle) == 0;

    public int Changes => raw.sqlite3_changes(_handle);

    public long LastInsertRowId => raw.sqlite3_last_insert_rowid(_handle);

    /// <summary>Opens a file for reading and writing, and creates it when it is missing.</summary>
    public static Database Open(string path, TimeSpan busyTimeout) =>
        Open(path, busyTimeout, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE);

    /// <summary>Opens a file that is never changed through this connection.</summary>
    public static Database OpenReadOnly(string path, TimeSpan busyTimeout) => Open(path, busyTimeout, raw.SQLITE_OPEN_READONLY);

    public void Execute(string sql)
    {
        using var statement = new Statement(this, _handle, sql, persistent: false);
        statement.Execute();
    }

    /// <summary>Runs several statements that are separated by semicolons.</summary>
    public void ExecuteScript(string script) => Check(raw.sqlite3_exec(_handle, script));

    public long ReadInteger(string sql)
    {
        using var statement = new Statement(this, _handle, sql, persistent: false);
        return statement.Step() ? statement.Int64(0) : 0;
    }

    /// <summary>A statement that is used again and again; closed with the connection.</summary>
    public Statement Prepare(string sql)
    {
        var statement = new Statement(this, _handle, sql, persistent: true);
        _statements.Add(statement);
        return statement;
    }

    /// <summary>A statement that is used once; the caller closes it.</summary>
    public Statement PrepareOnce(string sql) => new(this, _handle, sql, persistent: false);

    /// <summary>Pages written since the last call, to the write-ahead log if there is one.</summary>
    public int TakePagesWritten()
    {
        Check(raw.sqlite3_db_status(_handle, CacheWrite, out var pages, out _, 1));
        return pages;
    }

    /// <summary>Carries the write-ahead log over into the file as far as no reader needs it, without waiting for readers.</summary>
    public void CheckpointPassively() =>
        Check(raw.sqlite3_wal_checkpoint_v2(_handle, "main", raw.SQLITE_CHECKPOINT_PASSIVE, out _, out _));

    /// <summary>Closing leaves the write-ahead log as it is, and what is at its path: that may be another database's by now.</summary>
    public void LeaveLog() => Check(raw.sqlite3_db_config(_handle, raw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, out _));

    public void Dispose()
    {
        foreach (var statement in _statements)
        {
            statement.Dispose();
        }

        _statements.Clear();
        _handle.Dispose();
    }

    internal void Check(int code)
    {
        if (code != raw.SQLITE_OK)
        {
            throw Failure(code);
        }
    }

    internal DatabaseException Failure(int code) => new(code, raw.sqlite3_errmsg(_handle).utf8_to_string());

    private static Database Open(string path, TimeSpan busyTimeout, int flags)
    {
        // One thread at a time is guaranteed by the callers, so SQLite need not lock around every call.
        var code = raw.sqlite3_open_v2(path, out var handle, flags | raw.SQLITE_OPEN_NOMUTEX, null);
        var database = new Database(handle);
        try
        {
            database.Check(code);
            database.Check(raw.sqlite3_extended_result_codes(handle, 1));
            database.Check(raw.sqlite3_busy_timeout(handle, (int)busyTimeout.TotalMilliseconds));
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }
}
