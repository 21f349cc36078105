using System.Globalization;
using System.Text;

namespace Durable.WebConsole.Text;

/// <summary>How the console writes what others wrote, and what it has measured.</summary>
internal static class Shown
{
    /// <summary>More of a name than a column has room for.</summary>
    public const int MaxNameLength = 200;

    /// <summary>More of a text than somebody reads in a list.</summary>
    public const int MaxLineLength = 400;

    private const int ControlPictures = 0x2400;
    private const int DeletePicture = 0x2421;

    /// <summary>One line of text: cut, and with everything visible that would move a cursor, start an escape or turn the direction of writing.</summary>
    public static string Line(string? text, int maxLength = MaxLineLength) => Write(text, maxLength, keepsLines: false);

    /// <summary>The same with its lines.</summary>
    public static string Lines(string? text, int maxLength) => Write(text, maxLength, keepsLines: true);

    public static string Size(long bytes) => bytes switch
    {
        < 1000 => Invariant($"{bytes} B"),
        < 1_000_000 => Invariant($"{bytes / 1000.0:0.#} KB"),
        < 1_000_000_000 => Invariant($"{bytes / 1e6:0.#} MB"),
        _ => Invariant($"{bytes / 1e9:0.#} GB"),
    };

    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    public static string Count(long number, string singular, string? plural = null) => $"{Number(number)} {(number == 1 ? singular : plural ?? $"{singular}s")}";

    public static string Duration(TimeSpan time) => time switch
    {
        { Ticks: < 0 } => "0 ms",
        { TotalSeconds: < 1 } => Invariant($"{time.TotalMilliseconds:0} ms"),
        { TotalSeconds: < 60 } => Invariant($"{time.TotalSeconds:0.#} s"),
        { TotalMinutes: < 60 } => Invariant($"{(int)time.TotalMinutes} min {time.Seconds:00} s"),
        { TotalHours: < 48 } => Invariant($"{(int)time.TotalHours} h {time.Minutes:00} min"),
        _ => Invariant($"{time.TotalDays:0.#} d"),
    };

    /// <summary>How long something took, or has been going on.</summary>
    public static string Span(DateTimeOffset start, DateTimeOffset? end, DateTimeOffset now) => Duration((end ?? now) - start);

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>The form that scripts read.</summary>
    public static string Iso(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static string Write(string? text, int maxLength, bool keepsLines)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }

        var written = new StringBuilder(Math.Min(text.Length, maxLength) + 1);
        foreach (var rune in text.EnumerateRunes())
        {
            if (written.Length >= maxLength)
            {
                return written.Append('…').ToString();
            }

            Append(written, rune, keepsLines);
        }

        return written.ToString();
    }

    private static void Append(StringBuilder written, Rune rune, bool keepsLines)
    {
        if (keepsLines && rune.Value is '\n' or '\t')
        {
            written.Append((char)rune.Value);
        }
        else if (rune.Value < ' ')
        {
            written.Append((char)(ControlPictures + rune.Value));
        }
        else if (rune.Value == 0x7F)
        {
            written.Append((char)DeletePicture);
        }
        else if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            && rune.Value != 0x200D)
        {
            written.Append(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:X}}}");
        }
        else
        {
            written.Append(rune.ToString());
        }
    }
}
