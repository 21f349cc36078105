using System.Buffers;
using System.IO.Compression;

namespace Durable.Storage.Shared;

/// <summary>Brotli, behind the length of what was compressed.</summary>
internal static class Compression
{
    /// <summary>Below this there is little to win, and what is stored stays readable.</summary>
    public const int MinBytes = 1024;

    // No commit and no payload comes near this; a damaged length is not to claim all memory.
    private const int MaxBytes = 64 * 1024 * 1024;

    // Measured on logs of steps: most of what the higher qualities win, at a fraction of their time.
    private const int Quality = 4;
    private const int Window = 18;

    /// <summary>Compresses if that takes a tenth off at least.</summary>
    /// <returns>Null where it is not worth it.</returns>
    public static byte[]? TryCompress(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length is < MinBytes or > MaxBytes)
        {
            return null;
        }

        var rented = ArrayPool<byte>.Shared.Rent(bytes.Length);
        try
        {
            var header = VarInt.Write(rented, bytes.Length);
            var most = bytes.Length - (bytes.Length / 10);
            return BrotliEncoder.TryCompress(bytes, rented.AsSpan(header, most - header), out var written, Quality, Window)
                ? rented.AsSpan(0, header + written).ToArray()
                : null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>Reads what <see cref="TryCompress"/> made.</summary>
    public static byte[] Decompress(ReadOnlySpan<byte> compressed)
    {
        var length = VarInt.Read(ref compressed);
        if (length > MaxBytes)
        {
            throw new FormatException("A length is damaged.");
        }

        var bytes = new byte[length];
        return BrotliDecoder.TryDecompress(compressed, bytes, out var written) && written == length
            ? bytes
            : throw new FormatException("Compressed data is damaged.");
    }
}
