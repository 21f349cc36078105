using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Durable.Terminals;

/// <summary>UTF-8 as it is, never repaired: a repaired input would be another input.</summary>
internal static class Utf8Text
{
    /// <summary>Finds what is wrong with bytes that should be UTF-8.</summary>
    /// <returns>Null when they are; otherwise the place, for people.</returns>
    public static string? FindProblem(ReadOnlySpan<byte> bytes)
    {
        if (Utf8.IsValid(bytes))
        {
            return null;
        }

        // What other systems write by default has a name of its own.
        if (bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
        {
            return "it is UTF-16";
        }

        var offset = 0;
        while (Rune.DecodeFromUtf8(bytes[offset..], out _, out var length) == System.Buffers.OperationStatus.Done)
        {
            offset += length;
        }

        return string.Create(CultureInfo.InvariantCulture, $"the byte at offset {offset} (0x{bytes[offset]:X2}) belongs to no character");
    }

    /// <summary>The text of valid UTF-8, without a byte order mark.</summary>
    public static string Decode(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes is [0xEF, 0xBB, 0xBF, ..] ? bytes[3..] : bytes);
}
