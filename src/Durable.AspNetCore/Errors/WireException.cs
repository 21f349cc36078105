namespace Durable.AspNetCore.Errors;

/// <summary>Ends a request with an error of the wire.</summary>
internal sealed class WireException(WireErrorCode code, string message, Exception? innerException = null) : Exception(message, innerException)
{
    public WireErrorCode Code { get; } = code;

    /// <summary>A request member breaks a rule; worded as the wire's front end does.</summary>
    /// <param name="value">What was sent.</param>
    /// <param name="member">The member, as the wire's messages spell it.</param>
    /// <param name="rule">What it must be, beginning with "Member must".</param>
    public static WireException Constraint(string value, string member, string rule) => new(
        WireErrorCode.Validation, $"1 validation error detected: Value '{Shorten(value)}' at '{member}' failed to satisfy constraint: {rule}");

    // What was sent is echoed to show what was misread, not to carry it back whole.
    private static string Shorten(string value) => value.Length <= 200 ? value : $"{value.AsSpan(0, 200)}…";
}
