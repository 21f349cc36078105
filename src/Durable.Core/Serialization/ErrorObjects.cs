using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Durable.Model;

namespace Durable.Core.Serialization;

/// <summary>Turns exceptions into errors that fit the log and come back from it as they were.</summary>
internal static class ErrorObjects
{
    private const string Cut = "… [shortened]";

    // What the type, and a line about a cause, may have when something must be shortened.
    private const int MaxLine = 1024;

    // What is kept free for causes and operations, whatever else is long.
    private const int MaxStoryBytes = 8 * 1024;

    /// <summary>The error of an exception, shortened to less than <see cref="DurableLimits.MaxErrorBytes"/>: stack frames first.</summary>
    public static ErrorObject From(Exception exception) => Fit(ErrorObject.FromException(exception));

    /// <summary>
    /// The same error, of well-formed text, shortened where it does not fit: to the limit and not below. The last stack frames go first; then
    /// message and data give up their ends, the longer one first. Causes and operations stay.
    /// </summary>
    public static ErrorObject Fit(ErrorObject error)
    {
        error = WellFormedText.Of(error);
        if (Fits(error))
        {
            return error;
        }

        var trace = error.StackTrace ?? [];
        var isKept = Story(trace);
        var rest = error with { ErrorType = Shorten(error.ErrorType, MaxLine), StackTrace = Lines(trace, isKept) };
        return Fits(rest) ? rest with { StackTrace = WithFrames(rest, trace, isKept) } : FitTexts(rest);
    }

    /// <summary>Whether it need not be shortened.</summary>
    public static bool Fits(ErrorObject error) => SizeOf(error) < DurableLimits.MaxErrorBytes;

    /// <summary>The error without stack frames: what is left of its trace says what caused it.</summary>
    public static ErrorObject WithoutFrames(ErrorObject error)
    {
        List<string> story = [.. error.StackTrace?.Where(ErrorTrace.IsStory) ?? []];
        return error with { StackTrace = story.Count == 0 ? null : story };
    }

    private static int SizeOf(ErrorObject error) => JsonSerializer.SerializeToUtf8Bytes(error, ErrorObjectJsonContext.Default.ErrorObject).Length;

    // With its comma.
    private static int SizeOf(string line) => JsonSerializer.SerializeToUtf8Bytes(line, ErrorObjectJsonContext.Default.String).Length + 1;

    private static bool[] Story(IReadOnlyList<string> trace)
    {
        var isKept = new bool[trace.Count];
        var room = MaxStoryBytes;
        for (var i = 0; i < trace.Count && room > 0; i++)
        {
            if (ErrorTrace.IsStory(trace[i]))
            {
                room -= SizeOf(Shorten(trace[i], MaxLine));
                isKept[i] = room >= 0;
            }
        }

        return isKept;
    }

    private static List<string>? WithFrames(ErrorObject rest, IReadOnlyList<string> trace, bool[] isKept)
    {
        var room = DurableLimits.MaxErrorBytes - SizeOf(rest with { StackTrace = [.. rest.StackTrace ?? [], Cut] });
        for (var i = 0; i < trace.Count && room > 0; i++)
        {
            if (!ErrorTrace.IsStory(trace[i]))
            {
                room -= SizeOf(trace[i]);
                isKept[i] = room > 0;
            }
        }

        return Lines(trace, isKept) is { } lines ? [.. lines, Cut] : null;
    }

    private static List<string>? Lines(IReadOnlyList<string> trace, bool[] isKept)
    {
        List<string> lines = [.. trace.Where((_, i) => isKept[i]).Select(static line => ErrorTrace.IsStory(line) ? Shorten(line, MaxLine) : line)];
        return lines.Count == 0 ? null : lines;
    }

    private static ErrorObject FitTexts(ErrorObject error)
    {
        var message = error.ErrorMessage ?? string.Empty;
        var data = error.ErrorData ?? string.Empty;

        // The shorter one may take half of the room, the longer one what is left.
        var withoutData = error with { ErrorData = null };
        var withoutMessage = error with { ErrorMessage = null };
        if (data.Length > message.Length)
        {
            var first = Longest(message, text => withoutData with { ErrorMessage = text }, DurableLimits.MaxErrorBytes / 2);
            var rest = error with { ErrorMessage = error.ErrorMessage is null ? null : first };
            return rest with { ErrorData = Longest(data, text => rest with { ErrorData = text }, DurableLimits.MaxErrorBytes) };
        }
        else
        {
            var first = Longest(data, text => withoutMessage with { ErrorData = text }, DurableLimits.MaxErrorBytes / 2);
            var rest = error with { ErrorData = error.ErrorData is null ? null : first };
            return rest with { ErrorMessage = Longest(message, text => rest with { ErrorMessage = text }, DurableLimits.MaxErrorBytes) };
        }
    }

    // The longest beginning of a text with which an error has fewer than so many bytes.
    private static string Longest(string text, Func<string, ErrorObject> with, int bytes)
    {
        if (text.Length < bytes && SizeOf(with(text)) < bytes)
        {
            return text;
        }

        var fits = 0;
        var tooLong = Math.Min(text.Length, bytes);
        while (tooLong - fits > 1)
        {
            var middle = (fits + tooLong) / 2;
            if (SizeOf(with(Shorten(text, middle))) < bytes)
            {
                fits = middle;
            }
            else
            {
                tooLong = middle;
            }
        }

        return Shorten(text, fits);
    }

    [return: NotNullIfNotNull(nameof(text))]
    private static string? Shorten(string? text, int limit)
    {
        if (text is null || text.Length <= limit)
        {
            return text;
        }

        // Half a surrogate pair would come back from the log as another character.
        var end = limit > 0 && char.IsHighSurrogate(text[limit - 1]) ? limit - 1 : limit;
        return string.Concat(text.AsSpan(0, end), Cut);
    }
}
