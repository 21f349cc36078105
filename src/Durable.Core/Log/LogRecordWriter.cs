using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
using System.Text.Json;
using Durable.Model;

namespace Durable.Core.Log;

/// <summary>
/// Writes records as compact UTF-8 JSON, one object after the other. This is a stored format: members are only ever added, and
/// <see cref="LogRecordReader"/> reads everything that was ever written. The table is in docs/architecture.md.
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
    private static LogRecordWriter? t_instance;

    private readonly RecordBuffer _buffer = new();
    private readonly Utf8JsonWriter _writer;

    private LogRecordWriter()
    {
        _writer = new Utf8JsonWriter(_buffer, s_options);
    }

    /// <summary>The thread's writer, empty. A batch is encoded in one go, so that executions need no writer each.</summary>
    public static LogRecordWriter ForThread()
    {
        var writer = t_instance ??= new LogRecordWriter();
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
        switch (record)
        {
            case UpdateRecord update:
                WriteUpdate(update);
                break;
            case CallbackRecord callback:
                WriteCallback(callback);
                break;
            case CallbackDeadlineRecord:
                WriteTime("x"u8, record.Timestamp);
                break;
            case InvokeDeliveredRecord delivered:
                WriteInvoke((byte)'D', delivered.OperationId, record.Timestamp);
                WriteOptional("V"u8, delivered.Version);
                break;
            case InvokeEndedRecord ended:
                WriteInvoke(LogCodes.Of(ended.Status), ended.OperationId, record.Timestamp);
                WriteOptional("d"u8, ended.Payload);
                WriteError(ended.Error);
                WriteOptional("V"u8, ended.Version);
                break;
            case WatermarkRecord watermark:
                WriteTime("w"u8, record.Timestamp);
                if (watermark.IsAhead)
                {
                    _writer.WriteNumber("a"u8, 1);
                }

                break;
            case WatermarkPlaceRecord:
                WriteTime("a"u8, record.Timestamp);
                break;
            case InvocationCompletedRecord invocation:
                _writer.WriteString("v"u8, invocation.RequestId);
                WriteTime("b"u8, invocation.StartedAt);
                WriteTime("t"u8, invocation.Timestamp);
                WriteError(invocation.Error);
                break;
            case ExecutionClosedRecord closed:
                _writer.WriteString("c"u8, WireNames.Of(closed.Status));
                WriteTime("t"u8, closed.Timestamp);
                break;
            default:
                throw new ArgumentException($"Unknown record {record.GetType()}.", nameof(record));
        }

        _writer.WriteEndObject();
        _writer.Flush();
    }

    /// <summary>Takes back everything behind <paramref name="length"/>.</summary>
    public void Truncate(int length) => _buffer.Truncate(length);

    /// <summary>All that was written, in memory of its own.</summary>
    public ReadOnlyMemory<byte> Take() => _buffer.Take();

    private void WriteUpdate(UpdateRecord record)
    {
        var update = record.Update;
        Span<byte> code = [LogCodes.Of(update.Type), LogCodes.Of(update.Action)];
        _writer.WriteString("u"u8, code);
        WriteTime("t"u8, record.Timestamp);
        _writer.WriteString("i"u8, update.Id);
        WriteOptional("p"u8, update.ParentId);
        WriteOptional("y"u8, update.SubType);
        WriteOptional("n"u8, update.Name);
        WriteOptional("d"u8, update.Payload);
        WriteError(update.Error);
        if (update.Context is { ReplayChildren: true })
        {
            _writer.WriteNumber("r"u8, 1);
        }

        if ((update.Step?.NextAttemptDelaySeconds ?? update.Wait?.WaitSeconds ?? update.Callback?.TimeoutSeconds) is { } seconds)
        {
            _writer.WriteNumber("s"u8, seconds);
        }

        if (record.StartedAt is { } startedAt)
        {
            WriteTime("b"u8, startedAt);
        }

        if (update.Callback?.HeartbeatSeconds is { } heartbeat)
        {
            _writer.WriteNumber("h"u8, heartbeat);
        }

        if (update.GiveUp is { } givenUp)
        {
            _writer.WriteNumber("a"u8, givenUp.Call);
        }

        WriteOptional("k"u8, update.Callback?.Key);
        if (update.ChainedInvoke is { } invoke)
        {
            _writer.WriteString("f"u8, invoke.FunctionName);
            _writer.WriteString("m"u8, invoke.ExecutionName);
            WriteOptional("z"u8, invoke.TenantId);
            if (invoke.ParentClosePolicy != ParentClosePolicy.Abandon)
            {
                _writer.WriteNumber("l"u8, (int)invoke.ParentClosePolicy);
            }
        }
    }

    private void WriteInvoke(byte what, string operationId, DateTimeOffset at)
    {
        Span<byte> code = [what];
        _writer.WriteString("j"u8, code);
        WriteTime("t"u8, at);
        _writer.WriteString("i"u8, operationId);
    }

    private void WriteCallback(CallbackRecord record)
    {
        Span<byte> code = [LogCodes.Of(record.Action)];
        _writer.WriteString("o"u8, code);
        WriteTime("t"u8, record.Timestamp);
        _writer.WriteString("i"u8, record.OperationId);
        WriteOptional("d"u8, record.Payload);
        WriteError(record.Error);
        WriteOptional("q"u8, record.RequestId);
    }

    private void WriteTime(ReadOnlySpan<byte> name, DateTimeOffset value) => _writer.WriteNumber(name, value.ToUnixTimeMilliseconds());

    private void WriteOptional(ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
        {
            _writer.WriteString(name, value);
        }
    }

    private void WriteError(ErrorObject? error)
    {
        if (error is not null)
        {
            _writer.WritePropertyName("e"u8);
            JsonSerializer.Serialize(_writer, error, LogJsonContext.Default.ErrorObject);
        }
    }
}
