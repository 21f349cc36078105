using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Durable.Storage;

/// <summary>What an execution waits for, in the few bytes that its head has for it: lists are to show that without reading logs.</summary>
/// <param name="Kind">What kind of thing.</param>
/// <param name="Since">Since when, in whole milliseconds.</param>
/// <param name="Failures">How many of the newest attempts failed in a row with one type of error.</param>
/// <param name="Name">Name of the operation, at most <see cref="MaxName"/> characters of it.</param>
public sealed record HeadWait(WaitKind Kind, DateTimeOffset Since, int Failures = 0, string? Name = null)
{
    /// <summary>Characters of a name that are kept.</summary>
    public const int MaxName = 40;

    // The place in this text is what is stored: it only grows at its end.
    private const string Codes = "SRTCBIHP";

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <returns>Null for nothing, and for what a later release has written.</returns>
    public static HeadWait? Parse(string? text) => TryParse(text, out var wait) ? wait : null;

    /// <summary>As a store keeps it: kind, milliseconds, failures and name, with dots in between.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Codes[(int)Kind]}.{Since.ToUnixTimeMilliseconds()}.{Failures}.{(Name?.Length > MaxName ? Name[..MaxName] : Name)}");

    private static bool TryParse(string? text, [NotNullWhen(true)] out HeadWait? wait)
    {
        wait = null;
        if (text?.Split('.', 4) is not [[var code], var since, var failures, var name]
            || Codes.IndexOf(code, StringComparison.Ordinal) is not (>= 0 and var kind)
            || !long.TryParse(since, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var milliseconds)
            || milliseconds < DateTimeOffset.MinValue.ToUnixTimeMilliseconds() || milliseconds > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            || !int.TryParse(failures, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            return false;
        }

        wait = new HeadWait((WaitKind)kind, DateTimeOffset.FromUnixTimeMilliseconds(milliseconds), count, name.Length == 0 ? null : name);
        return true;
    }
}
