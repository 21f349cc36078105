using System.Globalization;
using System.Text;

namespace Durable.Terminals;

/// <summary>
/// Text of others for a terminal. An escape sequence in it must not reach the terminal, a bidi override must not show another order, and
/// nothing in it may be invisible: such characters are written as JSON escapes them, so that JSON stays the same JSON.
/// </summary>
internal static class PrintableText
{
    /// <summary>In one line: tabs and line ends become blanks.</summary>
    public static string Line(string text) => Escape(text, static character => character is '\t' or '\n' or '\r' ? ' ' : null);

    /// <summary>With its own lines, for output that is not one of many.</summary>
    public static string Lines(string text) => Escape(text, static character => character is '\t' or '\n' ? character : null);

    /// <summary>For another program: as it is, but that control characters, which would split lines and columns, become blanks.</summary>
    public static string Cell(string text) =>
        text.Any(char.IsControl) ? string.Concat(text.Select(static character => char.IsControl(character) ? ' ' : character)) : text;

    private static string Escape(string text, Func<char, char?> replace)
    {
        StringBuilder? escaped = null;
        for (var i = 0; i < text.Length;)
        {
            var isWhole = Rune.TryGetRuneAt(text, i, out var rune);
            var length = isWhole ? rune.Utf16SequenceLength : 1;
            var replacement = length == 1 ? replace(text[i]) : null;
            if (replacement is null && isWhole && IsVisible(rune))
            {
                escaped?.Append(text, i, length);
            }
            else
            {
                escaped ??= new StringBuilder(text, 0, i, text.Length + 16);
                Append(escaped, text.AsSpan(i, length), replacement);
            }

            i += length;
        }

        return escaped?.ToString() ?? text;
    }

    private static void Append(StringBuilder escaped, ReadOnlySpan<char> characters, char? replacement)
    {
        if (replacement is { } other)
        {
            escaped.Append(other);
            return;
        }

        foreach (var character in characters)
        {
            escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}");
        }
    }

    private static bool IsVisible(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        // Controls and bidi marks; joiners and tags; what terminals may take for the end of a line; what only one font draws.
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned => false,
        _ => !IsBlank(rune.Value),
    };

    // Letters and marks that are drawn as nothing, or only choose how the letter before them is drawn: text can be hidden in rows of them.
    private static bool IsBlank(int value) => value
        is 0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or 0x2800 or 0x3164 or 0xFFA0
        or (>= 0x180B and <= 0x180F) or (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF);
}
