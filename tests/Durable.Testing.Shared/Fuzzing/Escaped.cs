using System.Text;

namespace Durable.Testing.Fuzzing;

/// <summary>Bytes as they can be pasted into a test.</summary>
internal static class Escaped
{
    private const int Longest = 4000;

    /// <summary>A literal where they are ASCII, else hexadecimal digits.</summary>
    public static string Of(ReadOnlySpan<byte> bytes)
    {
        if (bytes.ContainsAnyInRange((byte)0x80, (byte)0xFF))
        {
            return $"Convert.FromHexString(\"{Shorten(Convert.ToHexString(bytes))}\")";
        }

        var text = new StringBuilder();
        foreach (var b in bytes)
        {
            text.Append(b is < 0x20 or 0x7F or (byte)'"' or (byte)'\\' ? $"\\u{b:x4}" : (char)b);
        }

        return $"\"{Shorten(text.ToString())}\"u8";
    }

    private static string Shorten(string text) => text.Length <= Longest ? text : $"{text[..Longest]}… ({text.Length} characters)";
}
