using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;

namespace Durable;

/// <summary>Compresses with Brotli what is large enough and gets smaller by a tenth at least; leaves all else as it is. Its id is <c>br</c>.</summary>
public sealed class BrotliPayloadCodec : IPayloadCodec
{
    /// <summary>Default of the threshold: below it there is little to win.</summary>
    public const int DefaultMinBytes = 1024;

    /// <summary>Default of the quality: most of what higher ones win on logs of steps, at a fraction of their time.</summary>
    public const int DefaultQuality = 4;

    /// <summary>Largest that is compressed, in bytes, and so the largest that comes out again: 64 MiB, far more than the engine stores at a time.</summary>
    public const int MaxBytes = 64 * 1024 * 1024;

    private const int Window = 18;

    // The length of what was compressed, so that what comes out is known to be all of it.
    private const int HeaderBytes = sizeof(int);

    private readonly int _minBytes;
    private readonly int _quality;

    /// <summary>Makes the codec. Both values may change at any time: what is stored does not depend on them.</summary>
    /// <param name="minBytes">Smallest that is compressed, in bytes. At least 0; default 1024.</param>
    /// <param name="quality">0, the fastest, to 11, the smallest. Default: 4.</param>
    public BrotliPayloadCodec(int minBytes = DefaultMinBytes, int quality = DefaultQuality)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(minBytes);
        if (quality is < 0 or > 11)
        {
            throw new ArgumentOutOfRangeException(nameof(quality), quality, "Brotli's quality must be 0 to 11.");
        }

        _minBytes = minBytes;
        _quality = quality;
    }

    /// <inheritdoc/>
    public string Id => "br";

    /// <inheritdoc/>
    public byte[]? Encode(ReadOnlySpan<byte> data, in PayloadCodecContext context)
    {
        var most = data.Length - (data.Length / 10);
        if (data.Length < _minBytes || data.Length > MaxBytes || most <= HeaderBytes)
        {
            return null;
        }

        var rented = ArrayPool<byte>.Shared.Rent(most);
        try
        {
            BinaryPrimitives.WriteInt32LittleEndian(rented, data.Length);
            return BrotliEncoder.TryCompress(data, rented.AsSpan(HeaderBytes, most - HeaderBytes), out var written, _quality, Window)
                ? rented.AsSpan(0, HeaderBytes + written).ToArray()
                : null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented, clearArray: true);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The bytes are damaged.</exception>
    public byte[] Decode(ReadOnlySpan<byte> encoded, in PayloadCodecContext context)
    {
        if (encoded.Length <= HeaderBytes || BinaryPrimitives.ReadInt32LittleEndian(encoded) is not (> 0 and <= MaxBytes and var length))
        {
            throw Damaged();
        }

        // Grows with what comes out: a damaged length is not to claim all memory.
        var compressed = encoded[HeaderBytes..];
        var bytes = new ArrayBufferWriter<byte>((int)Math.Min(length, Math.Max(4L * compressed.Length, 256)));
        using var decoder = default(BrotliDecoder);
        while (true)
        {
            var status = decoder.Decompress(compressed, bytes.GetSpan(), out var consumed, out var written);
            compressed = compressed[consumed..];
            bytes.Advance(written);
            if (bytes.WrittenCount > length)
            {
                throw Damaged();
            }

            switch (status)
            {
                case OperationStatus.Done when bytes.WrittenCount == length && compressed.IsEmpty:
                    return bytes.WrittenSpan.ToArray();
                case OperationStatus.DestinationTooSmall:
                    break;
                default:
                    throw Damaged();
            }
        }
    }

    private static InvalidDataException Damaged() => new("The compressed bytes are damaged.");
}
