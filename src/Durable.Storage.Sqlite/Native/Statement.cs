using System.Buffers;
using System.Text;
using SQLitePCL;

namespace Durable.Storage.Native;

/// <summary>A prepared statement. Parameters are counted from 1, columns from 0, as SQLite does.</summary>
internal sealed class Statement : IDisposable
{
    // Ids, names and most results; what is longer is encoded in a pooled array.
    private const int StackBytes = 512;

    private readonly Database _database;
    private readonly sqlite3_stmt _handle;

    internal Statement(Database database, sqlite3 connection, string sql, bool persistent)
    {
        _database = database;
        database.Check(raw.sqlite3_prepare_v3(connection, sql, persistent ? (uint)raw.SQLITE_PREPARE_PERSISTENT : 0, out _handle));
    }

    public void Bind(int index, long value) => _database.Check(raw.sqlite3_bind_int64(_handle, index, value));

    public void Bind(int index, long? value)
    {
        if (value is { } known)
        {
            Bind(index, known);
        }
        else
        {
            BindNull(index);
        }
    }

    public void Bind(int index, string? text)
    {
        if (text is null)
        {
            BindNull(index);
        }
        else
        {
            BindUtf8(index, text, asBlob: false);
        }
    }

    /// <summary>Binds the text's UTF-8 bytes as a blob.</summary>
    public void BindAsBlob(int index, string text) => BindUtf8(index, text, asBlob: true);

    public void BindBlob(int index, ReadOnlySpan<byte> bytes) => _database.Check(raw.sqlite3_bind_blob(_handle, index, bytes));

    public void BindText(int index, ReadOnlySpan<byte> utf8) => _database.Check(raw.sqlite3_bind_text(_handle, index, utf8));

    public void BindNull(int index) => _database.Check(raw.sqlite3_bind_null(_handle, index));

    /// <summary>Lets go of bound values, of which SQLite keeps copies.</summary>
    public void Unbind() => _database.Check(raw.sqlite3_clear_bindings(_handle));

    /// <summary>Runs the statement to its end, whatever it returns, and makes it ready for the next run.</summary>
    public void Execute()
    {
        while (Step())
        {
        }
    }

    /// <summary>Goes to the next row. After the last row, and after a failure, the statement is ready for the next run.</summary>
    public bool Step()
    {
        var code = raw.sqlite3_step(_handle);
        if (code == raw.SQLITE_ROW)
        {
            return true;
        }

        if (code == raw.SQLITE_DONE)
        {
            Reset();
            return false;
        }

        var failure = _database.Failure(code);
        Reset();
        throw failure;
    }

    /// <summary>Ends a run before its last row. What it would return is what the last step has already reported.</summary>
    public void Reset() => raw.sqlite3_reset(_handle);

    public bool IsNull(int column) => raw.sqlite3_column_type(_handle, column) == raw.SQLITE_NULL;

    public long Int64(int column) => raw.sqlite3_column_int64(_handle, column);

    public long? NullableInt64(int column) => IsNull(column) ? null : Int64(column);

    public string Text(int column) => Encoding.UTF8.GetString(Bytes(column));

    public string? NullableText(int column) => IsNull(column) ? null : Text(column);

    /// <summary>The column's bytes, valid until the next step.</summary>
    public ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(_handle, column);

    public void Dispose() => _handle.Dispose();

    private void BindUtf8(int index, string text, bool asBlob)
    {
        var fits = Encoding.UTF8.GetMaxByteCount(text.Length) <= StackBytes;
        var rented = fits ? null : ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetByteCount(text));
        try
        {
            var buffer = rented ?? stackalloc byte[StackBytes];
            var utf8 = buffer[..Encoding.UTF8.GetBytes(text, buffer)];
            if (asBlob)
            {
                BindBlob(index, utf8);
            }
            else
            {
                BindText(index, utf8);
            }
        }
        finally
        {
            if (rented is not null)
            {
                ArrayPool<byte>.Shared.Return(rented);
            }
        }
    }
}
