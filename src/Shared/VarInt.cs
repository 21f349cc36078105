namespace Durable.Storage.Shared;

/// <summary>Lengths, seven bits a byte, the lowest first.</summary>
internal static class VarInt
{
    public const int MaxBytes = 5;

    /// <summary>Writes a length.</summary>
    /// <returns>Bytes written.</returns>
    public static int Write(Span<byte> target, int value)
    {
        var rest = (uint)value;
        var count = 0;
        for (; rest >= 0x80; rest >>= 7)
        {
            target[count++] = (byte)(rest | 0x80);
        }

        target[count++] = (byte)rest;
        return count;
    }

    /// <summary>Reads a length and takes it off the front.</summary>
    public static int Read(ref ReadOnlySpan<byte> source)
    {
        uint value = 0;
        for (var i = 0; i < Math.Min(MaxBytes, source.Length); i++)
        {
            value |= (uint)(source[i] & 0x7F) << (7 * i);
            if (source[i] < 0x80 && value <= int.MaxValue)
            {
                source = source[(i + 1)..];
                return (int)value;
            }
        }

        throw new FormatException("A length is damaged.");
    }
}
