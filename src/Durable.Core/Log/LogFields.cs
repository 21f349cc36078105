using System.Text.Json;
using Durable.Model;

namespace Durable.Core.Log;

/// <summary>The members of one record of the log, whatever record it is. A member has the same letter and the same type in all records.</summary>
internal struct LogFields
{
    private byte _update;
    private byte _action;
    private long? _time;
    private long? _begin;

    /// <summary><c>u</c>: letter of the operation's type; 0 when it is no update.</summary>
    public readonly byte Type => _update;

    /// <summary><c>u</c>: letter of the action.</summary>
    public readonly byte Action => _action;

    /// <summary><c>i</c>: the operation.</summary>
    public string? Id { get; private set; }

    /// <summary><c>p</c>: the enclosing context.</summary>
    public string? ParentId { get; private set; }

    /// <summary><c>y</c>: the sub-type.</summary>
    public string? SubType { get; private set; }

    /// <summary><c>n</c>: the name.</summary>
    public string? Name { get; private set; }

    /// <summary><c>d</c>: the payload.</summary>
    public string? Payload { get; private set; }

    /// <summary><c>e</c>: the error.</summary>
    public ErrorObject? Error { get; private set; }

    /// <summary><c>r</c>: whether a context's body is run again on replay.</summary>
    public bool ReplayChildren { get; private set; }

    /// <summary><c>s</c>: a delay or timeout in seconds.</summary>
    public int? Seconds { get; private set; }

    /// <summary><c>h</c>: a heartbeat timeout in seconds.</summary>
    public int? HeartbeatSeconds { get; private set; }

    /// <summary><c>k</c>: the key of a callback.</summary>
    public string? Key { get; private set; }

    /// <summary><c>q</c>: the request that ended a callback.</summary>
    public string? Sender { get; private set; }

    /// <summary><c>T</c>: trace context of whoever ended a callback or an invoke.</summary>
    public string? Trace { get; private set; }

    /// <summary><c>o</c>: letter of what was done to a callback; 0 for nothing.</summary>
    public byte Callback { get; private set; }

    /// <summary><c>j</c>: letter of what became of an invoke; 0 for nothing.</summary>
    public byte Invoke { get; private set; }

    /// <summary><c>f</c>: an invoked function.</summary>
    public string? Function { get; private set; }

    /// <summary><c>m</c>: name of an invoked execution.</summary>
    public string? Execution { get; private set; }

    /// <summary><c>z</c>: tenant of an invoked execution.</summary>
    public string? Tenant { get; private set; }

    /// <summary><c>l</c>: what becomes of an invoked execution when its parent ends.</summary>
    public int ClosePolicy { get; private set; }

    /// <summary><c>V</c>: version of an invoked function.</summary>
    public string? Version { get; private set; }

    /// <summary><c>v</c>: request of an invocation.</summary>
    public string? RequestId { get; private set; }

    /// <summary><c>B</c>: when an invocation has begun, in milliseconds.</summary>
    public long? Started { get; private set; }

    /// <summary><c>c</c>: how the execution has ended.</summary>
    public string? Closed { get; private set; }

    /// <summary><c>w</c>: the durable clock, in milliseconds.</summary>
    public long? Watermark { get; private set; }

    /// <summary><c>x</c>: a time that callbacks had until then, in milliseconds.</summary>
    public long? Deadline { get; private set; }

    /// <summary><c>a</c>: place of a watermark that was written ahead, that it was, or number of a call that was given up.</summary>
    public long? Ahead { get; private set; }

    /// <summary><c>t</c>: when it happened.</summary>
    public readonly DateTimeOffset Time => ToTime(_time);

    /// <summary><c>b</c>: when it had begun.</summary>
    public readonly DateTimeOffset Begin => ToTime(_begin);

    /// <inheritdoc cref="Begin"/>
    public readonly DateTimeOffset? BeginIfAny => _begin is null ? null : ToTime(_begin);

    /// <summary>A time in milliseconds.</summary>
    public static DateTimeOffset ToTime(long? milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(
        milliseconds ?? throw new JsonException("A record without a time."));

    /// <summary>The operation, in an error's words where it is missing.</summary>
    public readonly string RequireId(string record) => Id ?? throw new JsonException($"{record} without an id.");

    /// <summary>Reads one member.</summary>
    public void Set(byte name, ref Utf8JsonReader reader)
    {
        switch (name)
        {
            case (byte)'u':
                (_update, _action) = reader.ValueSpan.Length == 2
                    ? (reader.ValueSpan[0], reader.ValueSpan[1])
                    : throw new JsonException("An update's code has two letters.");
                break;
            case (byte)'t':
                _time = reader.GetInt64();
                break;
            case (byte)'i':
                Id = reader.GetString();
                break;
            case (byte)'p':
                ParentId = reader.GetString();
                break;
            case (byte)'y':
                SubType = ReadSubType(ref reader);
                break;
            case (byte)'n':
                Name = reader.GetString();
                break;
            case (byte)'d':
                Payload = reader.GetString();
                break;
            case (byte)'e':
                Error = JsonSerializer.Deserialize(ref reader, ErrorObjectJsonContext.Default.ErrorObject);
                break;
            case (byte)'r':
                ReplayChildren = reader.GetInt32() == 1;
                break;
            case (byte)'s':
                Seconds = ReadSeconds(ref reader);
                break;
            case (byte)'b':
                _begin = reader.GetInt64();
                break;
            case (byte)'w':
                Watermark = reader.GetInt64();
                break;
            case (byte)'o':
                Callback = ReadLetter(ref reader, "A callback's code has one letter.");
                break;
            case (byte)'h':
                HeartbeatSeconds = ReadSeconds(ref reader);
                break;
            case (byte)'k':
                Key = reader.GetString();
                break;
            case (byte)'q':
                Sender = reader.GetString();
                break;
            case (byte)'T':
                Trace = reader.GetString();
                break;
            case (byte)'j':
                Invoke = ReadLetter(ref reader, "An invoke's code has one letter.");
                break;
            case (byte)'f':
                Function = reader.GetString();
                break;
            case (byte)'m':
                Execution = reader.GetString();
                break;
            case (byte)'z':
                Tenant = reader.GetString();
                break;
            case (byte)'l':
                ClosePolicy = reader.GetInt32();
                break;
            case (byte)'V':
                Version = reader.GetString();
                break;
            case (byte)'x':
                Deadline = reader.GetInt64();
                break;
            case (byte)'v':
                RequestId = reader.GetString();
                break;
            case (byte)'B':
                Started = reader.GetInt64();
                break;
            case (byte)'c':
                Closed = reader.GetString();
                break;
            case (byte)'a':
                Ahead = reader.GetInt64();
                break;
            default:
                // A later release's member.
                reader.Skip();
                break;
        }
    }

    private static byte ReadLetter(ref Utf8JsonReader reader, string rule) =>
        reader.ValueSpan.Length == 1 ? reader.ValueSpan[0] : throw new JsonException(rule);

    // Nobody may write a longer time; one that is longer would keep its execution waiting for years.
    private static int ReadSeconds(ref Utf8JsonReader reader) => reader.GetInt32() is >= 1 and <= UpdateRules.MaxCallbackSeconds and var seconds
        ? seconds
        : throw new JsonException("A time that nothing may take.");

    // Nearly all sub-types are the engine's own; comparing bytes saves a string each.
    private static string? ReadSubType(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("Step"u8) ? OperationSubTypes.Step
        : reader.ValueTextEquals("Wait"u8) ? OperationSubTypes.Wait
        : reader.ValueTextEquals("MapIteration"u8) ? OperationSubTypes.MapIteration
        : reader.GetString();
}
