using System.Diagnostics.CodeAnalysis;
using System.Text;
using Durable.Model;

namespace Durable;

/// <summary>
/// Text as UTF-8 can hold it. Half a surrogate pair comes back from a store as U+FFFD, so it is replaced before anybody sees it: otherwise the
/// first run would see another text than a replay.
/// </summary>
internal static class WellFormedText
{
    /// <summary>The text, each half of a surrogate pair replaced by U+FFFD.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static string? Of(string? text)
    {
        if (text is null || text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') is not (>= 0 and var first))
        {
            return text;
        }

        var result = new StringBuilder(text.Length).Append(text, 0, first);
        foreach (var rune in text.AsSpan(first).EnumerateRunes())
        {
            result.Append(rune);
        }

        return result.ToString();
    }

    /// <summary>The error with all of its texts well-formed.</summary>
    public static ErrorObject Of(ErrorObject error)
    {
        var type = Of(error.ErrorType);
        var message = Of(error.ErrorMessage);
        var data = Of(error.ErrorData);
        var trace = error.StackTrace is { } lines && lines.Any(static line => !ReferenceEquals(Of(line), line)) ? [.. lines.Select(static line => Of(line))] : error.StackTrace;
        return ReferenceEquals(type, error.ErrorType) && ReferenceEquals(message, error.ErrorMessage)
            && ReferenceEquals(data, error.ErrorData) && ReferenceEquals(trace, error.StackTrace)
            ? error
            : new ErrorObject { ErrorType = type, ErrorMessage = message, ErrorData = data, StackTrace = trace };
    }
}
