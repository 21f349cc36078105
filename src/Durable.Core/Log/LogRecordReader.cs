using System.Text.Json;
using Durable.Model;
using Durable.Storage;

namespace Durable.Core.Log;

/// <summary>Reads what <see cref="LogRecordWriter"/> wrote. Damaged bytes give an error that says where, never a wrong record.</summary>
internal static class LogRecordReader
{
    /// <summary>Reads the whole log of an execution.</summary>
    /// <param name="stored">The execution.</param>
    /// <param name="accept">Called with each record, in order.</param>
    /// <exception cref="CheckpointStoreException">The log is damaged, or whoever takes the records finds that they contradict each other.</exception>
    public static void Read(StoredExecution stored, Action<LogRecord> accept)
    {
        try
        {
            foreach (var segment in stored.Segments)
            {
                Read(segment.Span, accept);
            }
        }
        catch (InvalidUpdateException exception)
        {
            throw new CheckpointStoreException(StoreFailure.Fatal, $"The log of '{stored.Head.Id}' contradicts itself: {exception.Message}", exception);
        }
    }

    /// <summary>Reads all records of one segment.</summary>
    /// <param name="segment">The bytes.</param>
    /// <param name="accept">Called with each record, in order.</param>
    /// <exception cref="CheckpointStoreException">The bytes are not a segment of this format.</exception>
    public static void Read(ReadOnlySpan<byte> segment, Action<LogRecord> accept)
    {
        var reader = new Utf8JsonReader(segment, new JsonReaderOptions { AllowMultipleValues = true });
        try
        {
            while (reader.Read())
            {
                accept(ReadRecord(ref reader));
            }
        }
        catch (Exception exception) when (exception is JsonException or FormatException or InvalidOperationException or ArgumentException)
        {
            throw new CheckpointStoreException(
                StoreFailure.Fatal, Invariant($"A log segment is damaged at byte {reader.TokenStartIndex} of {segment.Length}: {exception.Message}"), exception);
        }
    }

    private static LogRecord ReadRecord(ref Utf8JsonReader reader)
    {
        var fields = default(Fields);
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException($"Expected a record, found {reader.TokenType}.");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan.Length == 1 ? reader.ValueSpan[0] : (byte)0;
            reader.Read();
            fields.Set(name, ref reader);
        }

        return fields.ToRecord();
    }

    private struct Fields
    {
        private byte _type;
        private byte _action;
        private string? _id;
        private string? _parentId;
        private string? _subType;
        private string? _name;
        private string? _payload;
        private ErrorObject? _error;
        private bool _replayChildren;
        private int? _seconds;
        private long? _time;
        private long? _begin;
        private long? _watermark;
        private long? _deadline;
        private byte _callback;
        private int? _heartbeat;
        private string? _key;
        private string? _sender;
        private string? _requestId;
        private byte _invoke;
        private string? _function;
        private string? _execution;
        private string? _tenant;
        private int _closePolicy;
        private string? _version;
        private string? _closed;
        private long? _ahead;

        public void Set(byte name, ref Utf8JsonReader reader)
        {
            switch (name)
            {
                case (byte)'u':
                    (_type, _action) = reader.ValueSpan.Length == 2
                        ? (reader.ValueSpan[0], reader.ValueSpan[1])
                        : throw new JsonException("An update's code has two letters.");
                    break;
                case (byte)'t':
                    _time = reader.GetInt64();
                    break;
                case (byte)'i':
                    _id = reader.GetString();
                    break;
                case (byte)'p':
                    _parentId = reader.GetString();
                    break;
                case (byte)'y':
                    _subType = SubType(ref reader);
                    break;
                case (byte)'n':
                    _name = reader.GetString();
                    break;
                case (byte)'d':
                    _payload = reader.GetString();
                    break;
                case (byte)'e':
                    _error = JsonSerializer.Deserialize(ref reader, LogJsonContext.Default.ErrorObject);
                    break;
                case (byte)'r':
                    _replayChildren = reader.GetInt32() == 1;
                    break;
                case (byte)'s':
                    _seconds = Seconds(ref reader);
                    break;
                case (byte)'b':
                    _begin = reader.GetInt64();
                    break;
                case (byte)'w':
                    _watermark = reader.GetInt64();
                    break;
                case (byte)'o':
                    _callback = reader.ValueSpan.Length == 1
                        ? reader.ValueSpan[0]
                        : throw new JsonException("A callback's code has one letter.");
                    break;
                case (byte)'h':
                    _heartbeat = Seconds(ref reader);
                    break;
                case (byte)'k':
                    _key = reader.GetString();
                    break;
                case (byte)'q':
                    _sender = reader.GetString();
                    break;
                case (byte)'j':
                    _invoke = reader.ValueSpan.Length == 1
                        ? reader.ValueSpan[0]
                        : throw new JsonException("An invoke's code has one letter.");
                    break;
                case (byte)'f':
                    _function = reader.GetString();
                    break;
                case (byte)'m':
                    _execution = reader.GetString();
                    break;
                case (byte)'z':
                    _tenant = reader.GetString();
                    break;
                case (byte)'l':
                    _closePolicy = reader.GetInt32();
                    break;
                case (byte)'V':
                    _version = reader.GetString();
                    break;
                case (byte)'x':
                    _deadline = reader.GetInt64();
                    break;
                case (byte)'v':
                    _requestId = reader.GetString();
                    break;
                case (byte)'c':
                    _closed = reader.GetString();
                    break;
                case (byte)'a':
                    _ahead = reader.GetInt64();
                    break;
                default:
                    // A later release's member.
                    reader.Skip();
                    break;
            }
        }

        public readonly LogRecord ToRecord()
        {
            if (_type != 0)
            {
                return new UpdateRecord(ToUpdate(), Time(_time), _begin is { } begin ? Time(begin) : null);
            }

            if (_callback != 0)
            {
                return new CallbackRecord(
                    _id ?? throw new JsonException("A callback without an id."),
                    LogCodes.CallbackActionOf(_callback) ?? throw new JsonException($"Unknown action '{(char)_callback}' of a callback."),
                    Time(_time))
                {
                    Payload = _payload,
                    Error = _error,
                    RequestId = _sender,
                };
            }

            if (_invoke != 0)
            {
                return ToInvoke();
            }

            if (_deadline is { } deadline)
            {
                return new CallbackDeadlineRecord(Time(deadline));
            }

            if (_watermark is { } watermark)
            {
                return new WatermarkRecord(Time(watermark), IsAhead: _ahead == 1);
            }

            if (_ahead is { } place)
            {
                return new WatermarkPlaceRecord(Time(place));
            }

            if (_requestId is not null)
            {
                return new InvocationCompletedRecord(Time(_begin), Time(_time), _requestId, _error);
            }

            return _closed is not null && WireNames.TryParse<ExecutionStatus>(_closed, out var status)
                ? new ExecutionClosedRecord(status, Time(_time))
                : throw new JsonException("A record of an unknown kind. It may have been written by a later release.");
        }

        private readonly LogRecord ToInvoke()
        {
            var id = _id ?? throw new JsonException("An invoke without an id.");
            return _invoke == (byte)'D'
                ? new InvokeDeliveredRecord(id, Time(_time)) { Version = _version }
                : new InvokeEndedRecord(
                    id, LogCodes.InvokeEndOf(_invoke) ?? throw new JsonException($"Unknown end '{(char)_invoke}' of an invoke."), Time(_time))
                {
                    Payload = _payload,
                    Error = _error,
                    Version = _version,
                };
        }

        private readonly ChainedInvokeOptions ToInvokeOptions() => new(
            ExecutionId.IsValidFunctionName(_function) ? _function! : throw new JsonException("An invoke of what is no function."),
            ExecutionId.IsValidName(_execution) ? _execution! : throw new JsonException("An invoke without the name of its execution."),
            _tenant,
            _closePolicy is >= 0 and <= (int)ParentClosePolicy.Stop
                ? (ParentClosePolicy)_closePolicy
                : throw new JsonException(Invariant($"Unknown parent close policy {_closePolicy}.")));

        private readonly OperationUpdate ToUpdate()
        {
            var type = LogCodes.TypeOf(_type) ?? throw new JsonException($"Unknown operation type '{(char)_type}'.");
            var action = LogCodes.ActionOf(_action) ?? throw new JsonException($"Unknown action '{(char)_action}'.");
            RequireComplete(type, action);
            var update = new OperationUpdate
            {
                Id = _id ?? throw new JsonException("An update without an id."),
                Type = type,
                Action = action,
                ParentId = _parentId,
                SubType = _subType,
                Name = _name,
                Payload = _payload,
                Error = _error,
            };
            return (type, action) switch
            {
                (_, OperationAction.GiveUp) => update with { GiveUp = new GiveUpOptions((int)_ahead!) },
                (OperationType.Step, OperationAction.Retry) => update with { Step = new StepOptions(_seconds!.Value) },
                (OperationType.Wait, OperationAction.Start) => update with { Wait = new WaitOptions(_seconds!.Value) },
                (OperationType.Callback, OperationAction.Start) => update with { Callback = new CallbackOptions(_key!, _seconds, _heartbeat) },
                (OperationType.ChainedInvoke, OperationAction.Start) => update with { ChainedInvoke = ToInvokeOptions() },
                (OperationType.Context, OperationAction.Succeed) when _replayChildren => update with { Context = new ContextOptions(ReplayChildren: true) },
                _ => update,
            };
        }

        // What the engine relies on when it takes the operation up.
        private readonly void RequireComplete(OperationType type, OperationAction action)
        {
            var missing = (type, action) switch
            {
                (OperationType.Wait, OperationAction.Start) or (OperationType.Step, OperationAction.Retry) when _seconds is null => "a delay",
                (OperationType.Callback, OperationAction.Start) when _key is null => "a key",
                (OperationType.ChainedInvoke, OperationAction.Start) when _function is null => "a function",
                (_, OperationAction.GiveUp) when _ahead is not (>= 0 and <= int.MaxValue) => "a call",
                _ => null,
            };
            if (missing is not null)
            {
                throw new JsonException($"A {WireNames.Of(action)} of a {WireNames.Of(type)} without {missing}.");
            }
        }

        // Nobody may write a longer time; one that is longer would keep its execution waiting for years.
        private static int Seconds(ref Utf8JsonReader reader) => reader.GetInt32() is >= 1 and <= UpdateRules.MaxCallbackSeconds and var seconds
            ? seconds
            : throw new JsonException("A time that nothing may take.");

        // Nearly all sub-types are the engine's own; comparing bytes saves a string each.
        private static string? SubType(ref Utf8JsonReader reader) =>
            reader.ValueTextEquals("Step"u8) ? OperationSubTypes.Step
            : reader.ValueTextEquals("Wait"u8) ? OperationSubTypes.Wait
            : reader.ValueTextEquals("MapIteration"u8) ? OperationSubTypes.MapIteration
            : reader.GetString();

        private static DateTimeOffset Time(long? milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(
            milliseconds ?? throw new JsonException("A record without a time."));
    }
}
