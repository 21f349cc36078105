using System.Text;
using System.Text.Json;
using Durable.Model;
using Durable.Storage;

namespace Durable.Core.Codecs;

/// <summary>Sends what an execution stores through the host's codecs, and says in the stored data which they were. A stored format.</summary>
/// <remarks>
/// <para>
/// Encoded bytes are <c>01 01</c>, the version of the checkpoint as a number of 7-bit groups, and a frame; encoded text is <c>U+0001 U+0001</c> and
/// a frame in Base64. A frame is either <c>FF</c> and the data, or the length of a codec's id, the id, and what the codec made of a frame: so all
/// but the outermost id is protected by an encryption that comes last.
/// </para>
/// <para>
/// Whatever has a mark in one of the two places is taken for encoded, and is damaged unless it has both. So a changed bit does not turn encoded
/// data into data, and data that looks like that by chance is put into a frame, with codecs or without.
/// </para>
/// </remarks>
internal sealed class PayloadCodecs
{
    private const byte Mark = 1;
    private const string TextMark = "\u0001\u0001";
    private const byte PlainFrame = 0xFF;
    private const int MaxIdLength = 32;

    private readonly IPayloadCodec[] _writing;
    private readonly Dictionary<string, IPayloadCodec> _reading;
    private readonly string? _required;
    private readonly HashSet<string> _outside;

    /// <summary>Makes the chain; what is changed in the options afterwards changes nothing.</summary>
    public PayloadCodecs(PayloadCodecOptions options)
    {
        _writing = [.. options.Codecs];
        _reading = options.Codecs.Concat(options.Decoders).ToDictionary(static codec => codec.Id, StringComparer.Ordinal);
        _required = options.RequiredCodec;

        // What this host puts around the required one: all else outside of it is somebody else's, and is not even unpacked.
        _outside = [.. options.Codecs.Select(static codec => codec.Id).SkipWhile(id => id != _required).Skip(1)];
    }

    /// <summary>Stores data as it is.</summary>
    public static PayloadCodecs None { get; } = new(new PayloadCodecOptions());

    public ReadOnlyMemory<byte> Encode(ReadOnlyMemory<byte> records, in PayloadCodecContext context)
    {
        if (TryEncode(records.Span, IsMarked(records.Span), context) is not { } frame)
        {
            return records;
        }

        Span<byte> header = stackalloc byte[2 + 10];
        header[0] = header[1] = Mark;
        var length = 2 + WriteNumber(header[2..], context.Version);
        var encoded = new byte[length + frame.Length];
        header[..length].CopyTo(encoded);
        frame.CopyTo(encoded, length);
        return encoded;
    }

    public string Encode(string text, in PayloadCodecContext context)
    {
        var isMarked = IsMarked(text);
        if (_writing.Length == 0 && !isMarked)
        {
            return text;
        }

        return TryEncode(Encoding.UTF8.GetBytes(text), isMarked, context) is { } frame ? TextMark + Convert.ToBase64String(frame) : text;
    }

    /// <summary>Encodes text of the engine's own, which never looks encoded, unless it is already.</summary>
    public string EncodeOnce(string text, in PayloadCodecContext context) => IsMarked(text) ? text : Encode(text, context);

    public ErrorObject Encode(ErrorObject error, in PayloadCodecContext context)
    {
        var isMarked = IsMarked(error.ErrorType) || IsMarked(error.ErrorData);
        if (_writing.Length == 0 && !isMarked)
        {
            return error;
        }

        return TryEncode(JsonSerializer.SerializeToUtf8Bytes(error, ErrorObjectJsonContext.Default.ErrorObject), isMarked, context) is { } frame
            ? new ErrorObject { ErrorType = TextMark, ErrorData = TextMark + Convert.ToBase64String(frame) }
            : error;
    }

    /// <summary>Reads records.</summary>
    /// <param name="stored">The stored bytes.</param>
    /// <param name="context">Where they were found; the version is theirs to say.</param>
    /// <returns>The records, and the version of their checkpoint where it is known.</returns>
    public (ReadOnlyMemory<byte> Records, long? Version) Decode(ReadOnlyMemory<byte> stored, PayloadCodecContext context)
    {
        var bytes = stored.Span;
        if (!IsMarked(bytes))
        {
            RefuseUnlessOptional(context);
            return (stored, null);
        }

        if (bytes.Length < 2 || bytes[0] != Mark || bytes[1] != Mark || !TryReadNumber(bytes[2..], out var version, out var frame))
        {
            throw Damaged(context);
        }

        return (DecodeFrame(frame, context with { Version = version }), version);
    }

    public string Decode(string stored, in PayloadCodecContext context)
    {
        if (!IsMarked(stored))
        {
            RefuseUnlessOptional(context);
            return stored;
        }

        return Encoding.UTF8.GetString(DecodeFrame(FrameOf(stored, context), context));
    }

    public ErrorObject Decode(ErrorObject stored, in PayloadCodecContext context)
    {
        if (!IsMarked(stored.ErrorType) && !IsMarked(stored.ErrorData))
        {
            RefuseUnlessOptional(context);
            return stored;
        }

        if (stored is not { ErrorType: TextMark, ErrorData: { } text, ErrorMessage: null, StackTrace: null })
        {
            throw Damaged(context);
        }

        var json = DecodeFrame(FrameOf(text, context), context);
        try
        {
            return JsonSerializer.Deserialize(json, ErrorObjectJsonContext.Default.ErrorObject)!;
        }
        catch (JsonException exception)
        {
            throw Unreadable(context, exception.Message, exception);
        }
    }

    private byte[]? TryEncode(ReadOnlySpan<byte> data, bool isMarked, in PayloadCodecContext context)
    {
        if (_writing.Length == 0 && !isMarked)
        {
            return null;
        }

        byte[] frame = [PlainFrame, .. data];
        var isEncoded = isMarked;
        var isRequired = _required is null;
        foreach (var codec in _writing)
        {
            byte[]? encoded;
            try
            {
                encoded = codec.Encode(frame, context);
            }
            catch (Exception exception)
            {
                throw new CheckpointStoreException(
                    StoreFailure.Fatal, $"The codec '{codec.Id}' cannot encode the {What(context)} of execution '{context.ExecutionId}': {exception.Message}", exception);
            }

            if (encoded is not null)
            {
                frame = [(byte)codec.Id.Length, .. Encoding.ASCII.GetBytes(codec.Id), .. encoded];
                isEncoded = true;
                isRequired |= codec.Id == _required;
            }
        }

        return !isRequired
            ? throw new CheckpointStoreException(
                StoreFailure.Fatal,
                $"The codec '{_required}' is required and has left the {What(context)} of execution '{context.ExecutionId}' as it is; stored like that it could not be read.")
            : isEncoded ? frame : null;
    }

    private byte[] DecodeFrame(ReadOnlySpan<byte> frame, in PayloadCodecContext context)
    {
        var isRequired = _required is null;
        while (!frame.IsEmpty && frame[0] != PlainFrame)
        {
            int length = frame[0];
            if (length is 0 or > MaxIdLength || frame.Length <= length)
            {
                throw Damaged(context);
            }

            var id = Encoding.ASCII.GetString(frame.Slice(1, length));
            if (!isRequired && id != _required && !_outside.Contains(id))
            {
                RefuseUnlessOptional(context);
            }

            if (!_reading.TryGetValue(id, out var codec))
            {
                throw Unreadable(context, $"It was stored through the codec '{id}', which this host does not have. Register that, at least to read with it.");
            }

            try
            {
                frame = codec.Decode(frame[(1 + length)..], context);
            }
            catch (Exception exception)
            {
                throw Unreadable(context, $"Codec '{id}': {exception.Message}", exception);
            }

            isRequired |= id == _required;
        }

        if (frame.IsEmpty)
        {
            throw Damaged(context);
        }

        if (!isRequired)
        {
            RefuseUnlessOptional(context);
        }

        return frame[1..].ToArray();
    }

    private static byte[] FrameOf(string text, in PayloadCodecContext context)
    {
        var frame = new byte[text.Length];
        return text.StartsWith(TextMark, StringComparison.Ordinal) && Convert.TryFromBase64Chars(text.AsSpan(TextMark.Length), frame, out var length)
            ? frame[..length]
            : throw Damaged(context);
    }

    private void RefuseUnlessOptional(in PayloadCodecContext context)
    {
        if (_required is not null)
        {
            throw Unreadable(
                context,
                $"It was stored without the codec '{_required}', which {nameof(PayloadCodecOptions)}.{nameof(PayloadCodecOptions.RequiredCodec)} demands. "
                + "Lift that until executions from before it have ended.");
        }
    }

    private static bool IsMarked(ReadOnlySpan<byte> bytes) => bytes.Length > 0 && (bytes[0] == Mark || (bytes.Length > 1 && bytes[1] == Mark));

    private static bool IsMarked(string? text) => text is { Length: > 0 } && (text[0] == Mark || (text.Length > 1 && text[1] == Mark));

    private static int WriteNumber(Span<byte> target, long value)
    {
        var count = 0;
        for (; value >= 0x80; value >>= 7)
        {
            target[count++] = (byte)(value | 0x80);
        }

        target[count++] = (byte)value;
        return count;
    }

    private static bool TryReadNumber(ReadOnlySpan<byte> source, out long value, out ReadOnlySpan<byte> rest)
    {
        value = 0;
        for (var i = 0; i < Math.Min(9, source.Length); i++)
        {
            value |= (long)(source[i] & 0x7F) << (7 * i);
            if (source[i] < 0x80)
            {
                rest = source[(i + 1)..];
                return true;
            }
        }

        rest = default;
        return false;
    }

    private static CheckpointStoreException Damaged(in PayloadCodecContext context) =>
        Unreadable(context, "It is damaged, or a later release has encoded it.");

    private static CheckpointStoreException Unreadable(in PayloadCodecContext context, string why, Exception? exception = null) => new(
        StoreFailure.Fatal, $"The {What(context)} of execution '{context.ExecutionId}' cannot be decoded. {why} Nothing was changed.", exception);

    private static string What(in PayloadCodecContext context) => context switch
    {
        { Place: PayloadPlace.Log, Version: 0 } => "log",
        { Place: PayloadPlace.Log } => Invariant($"log at version {context.Version}"),
        { Place: PayloadPlace.Input } => "input",
        { Place: PayloadPlace.FirstInput } => "digest of the first input",
        { Place: PayloadPlace.Result } => "result",
        _ => "error",
    };
}
