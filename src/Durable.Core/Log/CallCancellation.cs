using Durable.Model;

namespace Durable.Core.Log;

/// <summary>The outcome of a call that the caller's own token has ended, as it is recorded and as the function sees it.</summary>
internal static class CallCancellation
{
    /// <summary>The recorded <see cref="ErrorObject.ErrorType"/> by which a replay recognises it.</summary>
    public const string WireErrorType = "CallCancelledError";

    /// <summary>The error that is recorded.</summary>
    /// <param name="what">The operation, for people.</param>
    public static ErrorObject Error(string what) => new() { ErrorType = WireErrorType, ErrorMessage = MessageOf(what) };

    public static bool Is(ErrorObject? error) => error?.ErrorType == WireErrorType;

    /// <summary>What the function sees, on first run as on replay.</summary>
    /// <param name="what">The operation, for people.</param>
    /// <param name="callerToken">The token that the call was given.</param>
    public static TaskCanceledException Exception(string what, CancellationToken callerToken) => new(MessageOf(what), innerException: null, callerToken);

    private static string MessageOf(string what) => $"The call of {what} was cancelled by the token that its caller gave it.";
}
