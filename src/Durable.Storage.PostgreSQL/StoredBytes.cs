using System.Text;
using Durable.Storage.Shared;

namespace Durable.Storage;

/// <summary>Log records and payloads as they are stored: a byte that says how, then the bytes as they are or compressed.</summary>
internal static class StoredBytes
{
    private const byte Plain = 0;
    private const byte Brotli = 1;

    public static byte[] Encode(ReadOnlySpan<byte> bytes) =>
        Compression.TryCompress(bytes) is { } compressed ? [Brotli, .. compressed] : [Plain, .. bytes];

    public static byte[]? Encode(string? text) => text is null ? null : Encode(Encoding.UTF8.GetBytes(text));

    /// <exception cref="FormatException">It is damaged.</exception>
    public static byte[] Decode(ReadOnlySpan<byte> stored) => stored switch
    {
        [Plain, .. var bytes] => bytes.ToArray(),
        [Brotli, .. var compressed] => Compression.Decompress(compressed),
        _ => throw new FormatException("Stored bytes begin with no known mark."),
    };

    /// <exception cref="FormatException">It is damaged.</exception>
    public static string DecodeText(ReadOnlySpan<byte> stored) => Encoding.UTF8.GetString(Decode(stored));
}
