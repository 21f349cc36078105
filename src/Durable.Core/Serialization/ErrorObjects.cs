using System.Text.Json;
using Durable.Core.Log;
using Durable.Model;

namespace Durable.Core.Serialization;

/// <summary>Turns exceptions into errors that fit the log.</summary>
internal static class ErrorObjects
{
    private const int MaxText = 8 * 1024;
    private const string Cut = "… [shortened]";

    /// <summary>The error of an exception, shortened to less than <see cref="DurableLimits.MaxErrorBytes"/>: stack trace first.</summary>
    public static ErrorObject From(Exception exception) => Fit(ErrorObject.FromException(exception));

    /// <summary>The same error, shortened where it does not fit.</summary>
    public static ErrorObject Fit(ErrorObject error)
    {
        if (Fits(error))
        {
            return error;
        }

        var withoutTrace = error with { StackTrace = null };
        if (Fits(withoutTrace))
        {
            return withoutTrace;
        }

        // JSON escapes a character to six bytes at most; three texts of this length always fit.
        var limit = MaxText / 6;
        return new ErrorObject
        {
            ErrorType = Shorten(error.ErrorType, limit),
            ErrorMessage = Shorten(error.ErrorMessage, limit),
            ErrorData = Shorten(error.ErrorData, limit),
        };
    }

    /// <summary>Whether it need not be shortened.</summary>
    public static bool Fits(ErrorObject error) => JsonSerializer.SerializeToUtf8Bytes(error, LogJsonContext.Default.ErrorObject).Length < DurableLimits.MaxErrorBytes;

    private static string? Shorten(string? text, int limit)
    {
        if (text is null || text.Length <= limit)
        {
            return text;
        }

        // Half a surrogate pair would come back from the log as another character.
        var end = char.IsHighSurrogate(text[limit - 1]) ? limit - 1 : limit;
        return string.Concat(text.AsSpan(0, end), Cut);
    }
}
