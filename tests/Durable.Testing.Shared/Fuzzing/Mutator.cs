using System.Buffers.Binary;
using System.Text;

namespace Durable.Testing.Fuzzing;

/// <summary>Changes valid bytes a little, in the ways that storage, senders of bad will and JSON parsers are known for.</summary>
/// <param name="random">Decides everything.</param>
/// <param name="samples">Where spliced pieces come from.</param>
internal sealed class Mutator(Random random, IReadOnlyList<byte[]> samples)
{
    private static readonly byte[][] s_tokens =
    [
        .. new[]
        {
            "null", "true", "{}", "[]", "\"\"", "{", "}", "[", "]", "\"", ",", ":", "\\", "/", "\0", " ", "\n", "%", "%00", "%2F", "..", "=", "&", "?", "#", "$LATEST",
            "0", "-1", "1e400", "-1e400", "0.1", "1e9", "255", "65536", "2147483647", "2147483648", "-2147483649", "9223372036854775807",
            "9223372036854775808", "-9223372036854775808", "253402300799999", "253402300800000", "-62135596800001", "79228162514264337593543950336",
            "\\u0000", "\\ud800", "\\udc00\\ud800", "\\u0001", "\u0001\u0001", "\ufeff", "\u202e", "\U0001F389", "\u001b[2J",
        }.Select(Encoding.UTF8.GetBytes),
        [0xFF],
        [0xC0, 0x80],
        [0xED, 0xA0, 0x80],
        [0xF4, 0x90, 0x80, 0x80],
        [0x80],
    ];

    /// <summary>A sample, changed once or a few times.</summary>
    public byte[] Next()
    {
        var bytes = samples[random.Next(samples.Count)];
        for (var changes = random.Next(4) == 0 ? random.Next(2, 6) : 1; changes > 0; changes--)
        {
            bytes = Change(bytes);
        }

        return bytes;
    }

    private byte[] Change(byte[] bytes) => random.Next(12) switch
    {
        0 => FlipBit(bytes),
        1 => SetByte(bytes),
        2 => bytes[..random.Next(bytes.Length + 1)],
        3 => Replace(bytes, Piece(bytes), []),
        4 => Replace(bytes, At(bytes), Cut(bytes, Piece(bytes))),
        5 => Replace(bytes, Piece(bytes), Cut(samples[random.Next(samples.Count)])),
        6 => Replace(bytes, At(bytes), s_tokens[random.Next(s_tokens.Length)]),
        7 => Replace(bytes, Piece(bytes), s_tokens[random.Next(s_tokens.Length)]),
        8 => ReplaceNumber(bytes),
        9 => RepeatMember(bytes),
        10 => Nest(bytes),
        _ => SetLength(bytes),
    };

    private byte[] FlipBit(byte[] bytes)
    {
        if (bytes.Length == 0)
        {
            return bytes;
        }

        var changed = bytes.ToArray();
        changed[random.Next(changed.Length)] ^= (byte)(1 << random.Next(8));
        return changed;
    }

    private byte[] SetByte(byte[] bytes)
    {
        if (bytes.Length == 0)
        {
            return bytes;
        }

        var changed = bytes.ToArray();
        changed[random.Next(changed.Length)] = (byte)random.Next(256);
        return changed;
    }

    // Digits that stand together become another number.
    private byte[] ReplaceNumber(byte[] bytes)
    {
        var start = Array.FindIndex(bytes, random.Next(bytes.Length + 1), static b => b is >= (byte)'0' and <= (byte)'9');
        if (start < 0)
        {
            return bytes;
        }

        var end = Array.FindIndex(bytes, start, static b => b is < (byte)'0' or > (byte)'9');
        byte[] number = random.Next(2) == 0
            ? s_tokens[random.Next(s_tokens.Length)]
            : Encoding.UTF8.GetBytes(random.NextInt64(-(1L << random.Next(63)), 1L << random.Next(63)).ToString());
        return Replace(bytes, (start, end < 0 ? bytes.Length : end), number);
    }

    // What stands between two commas, once more: often a member of an object.
    private byte[] RepeatMember(byte[] bytes)
    {
        var start = Array.IndexOf(bytes, (byte)',', random.Next(bytes.Length + 1));
        if (start < 0)
        {
            return bytes;
        }

        var end = Array.IndexOf(bytes, (byte)',', start + 1);
        return Replace(bytes, At(bytes), Cut(bytes, (start, end < 0 ? bytes.Length : end)));
    }

    private byte[] Nest(byte[] bytes)
    {
        var depth = 1 << random.Next(1, 15);
        var isArray = random.Next(2) == 0;
        var opened = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(isArray ? "[" : "{\"d\":", depth)));
        return Replace(bytes, random.Next(2) == 0 ? At(bytes) : Piece(bytes), opened);
    }

    // Binary formats keep lengths in front: seven bits a byte, or four bytes.
    private byte[] SetLength(byte[] bytes)
    {
        if (bytes.Length < 5)
        {
            return bytes;
        }

        var changed = bytes.ToArray();
        var at = random.Next(3) == 0 ? random.Next(bytes.Length - 4) : random.Next(Math.Min(4, bytes.Length - 4));
        int[] lengths = [0, 1, -1, int.MaxValue, int.MinValue, 1 << 20, 1 << 28, bytes.Length, random.Next()];
        BinaryPrimitives.WriteInt32LittleEndian(changed.AsSpan(at), lengths[random.Next(lengths.Length)]);
        return changed;
    }

    private (int Start, int End) At(byte[] bytes)
    {
        var at = random.Next(bytes.Length + 1);
        return (at, at);
    }

    private (int Start, int End) Piece(byte[] bytes)
    {
        var start = random.Next(bytes.Length + 1);
        return (start, Math.Min(bytes.Length, start + random.Next(1, 1 + Math.Max(1, bytes.Length / (1 + random.Next(16))))));
    }

    private byte[] Cut(byte[] bytes) => Cut(bytes, Piece(bytes));

    private static byte[] Cut(byte[] bytes, (int Start, int End) piece) => bytes[piece.Start..piece.End];

    private static byte[] Replace(byte[] bytes, (int Start, int End) piece, byte[] by) => [.. bytes.AsSpan(0, piece.Start), .. by, .. bytes.AsSpan(piece.End)];
}
