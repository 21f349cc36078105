using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
using System.Text.Json;
using Durable.Core.Log.Records;
using Durable.Model;

namespace Durable.Core.Log;

/// <summary>
/// Writes records as compact UTF-8 JSON, one object after the other. This is a stored format: members are only ever added, and
/// <see cref="LogRecordReader"/> reads everything that was ever written. The table is in docs/architecture/storage-format.md.
/// </summary>
[SuppressMessage("Reliability", "CA1001", Justification = "Lives as long as its thread.")]
internal sealed class LogRecordWriter
{
    private static readonly JsonWriterOptions s_options = new()
    {
        // Stored, never put into a web page: escaping every non-ASCII letter would only cost room.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    [ThreadStatic]
    private static LogRecordWriter? s_ofThread;

    private readonly RecordBuffer _buffer = new();
    private readonly Utf8JsonWriter _writer;

    private LogRecordWriter()
    {
        _writer = new Utf8JsonWriter(_buffer, s_options);
    }

    /// <summary>The thread's writer, empty. A batch is encoded in one go, so that executions need no writer each.</summary>
    public static LogRecordWriter ForThread()
    {
        var writer = s_ofThread ??= new LogRecordWriter();
        writer._buffer.Truncate(0);
        return writer;
    }

    /// <summary>Bytes written so far.</summary>
    public int Length => _buffer.Length;

    /// <summary>Appends a record.</summary>
    public void Write(LogRecord record)
    {
        _writer.Reset(_buffer);
        _writer.WriteStartObject();
        record.Write(this);
        _writer.WriteEndObject();
        _writer.Flush();
    }

    /// <summary>Takes back everything behind <paramref name="length"/>.</summary>
    public void Truncate(int length) => _buffer.Truncate(length);

    /// <summary>All that was written, in memory of its own.</summary>
    public ReadOnlyMemory<byte> Take() => _buffer.Take();

    /// <summary>A member of one letter.</summary>
    public void Letters(ReadOnlySpan<byte> name, byte letter)
    {
        ReadOnlySpan<byte> letters = [letter];
        _writer.WriteString(name, letters);
    }

    /// <summary>A member of two letters.</summary>
    public void Letters(ReadOnlySpan<byte> name, byte first, byte second)
    {
        ReadOnlySpan<byte> letters = [first, second];
        _writer.WriteString(name, letters);
    }

    /// <summary>A member in milliseconds.</summary>
    public void Time(ReadOnlySpan<byte> name, DateTimeOffset value) => _writer.WriteNumber(name, value.ToUnixTimeMilliseconds());

    /// <summary>A member, unless it is null.</summary>
    public void Number(ReadOnlySpan<byte> name, int? value)
    {
        if (value is { } number)
        {
            _writer.WriteNumber(name, number);
        }
    }

    /// <inheritdoc cref="Number"/>
    public void Text(ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
        {
            _writer.WriteString(name, value);
        }
    }

    /// <summary>The error, unless it is null.</summary>
    public void Error(ErrorObject? error)
    {
        if (error is not null)
        {
            _writer.WritePropertyName("e"u8);
            JsonSerializer.Serialize(_writer, error, ErrorObjectJsonContext.Default.ErrorObject);
        }
    }
}
