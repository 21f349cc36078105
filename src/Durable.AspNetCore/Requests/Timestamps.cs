using System.Globalization;

namespace Durable.AspNetCore.Requests;

/// <summary>Times in query strings.</summary>
internal static class Timestamps
{
    private static readonly string[] s_isoForms = ["yyyy-MM-ddTHH:mm:ss.FFFFFFFK", "yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mmK", "yyyy-MM-dd"];
    private static readonly decimal s_lastSecond = DateTimeOffset.MaxValue.ToUnixTimeSeconds();

    // Below stand years and days such as 2026 and 20260921, which nobody means as seconds: the first number above is a day in 1973.
    private const decimal FirstSecond = 100_000_000;

    /// <summary>Reads ISO 8601, in UTC unless it says otherwise, or seconds since 1970, of nine digits or more.</summary>
    public static bool TryParse(string text, out DateTimeOffset value)
    {
        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds >= FirstSecond && seconds <= s_lastSecond)
        {
            value = DateTimeOffset.FromUnixTimeMilliseconds((long)(seconds * 1000));
            return true;
        }

        return DateTimeOffset.TryParseExact(
            text, s_isoForms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out value);
    }
}
