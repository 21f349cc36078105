using Durable.Model;

namespace Durable.Core.Engine;

/// <summary>The error of an invocation whose process died.</summary>
internal static class LostInvocation
{
    // The wire's name for a process that has ended. Logs of before that say the other, and go on saying so.
    private const string Type = "Runtime.ExitError";
    private const string EarlierType = "Runtime.HostLost";
    private const string Resumed = "resumed";

    /// <summary>The error.</summary>
    /// <param name="startsAnew">Whether a person has resumed the execution since: what was lost before that no longer counts.</param>
    public static ErrorObject Error(bool startsAnew) => new()
    {
        ErrorType = Type,
        ErrorMessage = "The process that ran this invocation ended before the invocation did.",
        ErrorData = startsAnew ? Resumed : null,
    };

    public static bool Is(ErrorObject error) => error.ErrorType is Type or EarlierType;

    public static bool StartsAnew(ErrorObject error) => error.ErrorData == Resumed;
}
