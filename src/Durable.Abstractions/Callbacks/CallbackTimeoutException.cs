using Durable.Model;

namespace Durable;

/// <summary>The time of a callback was up, or a heartbeat was missed. <see cref="DurableOperationException.ErrorType"/> says which.</summary>
public sealed class CallbackTimeoutException : CallbackException
{
    /// <summary>Makes the exception of a recorded error.</summary>
    /// <param name="error">The recorded error.</param>
    /// <param name="callbackId">Id of the callback.</param>
    public CallbackTimeoutException(ErrorObject error, string callbackId)
        : base(error, callbackId)
    {
    }

    /// <summary>Makes an exception with a message, for tests of code that catches it.</summary>
    /// <param name="message">What went wrong.</param>
    public CallbackTimeoutException(string? message)
        : this(new ErrorObject { ErrorType = TimeoutErrorType, ErrorMessage = message }, string.Empty)
    {
    }

    /// <summary>Error type when <see cref="CallbackConfig.Timeout"/> was up.</summary>
    public const string TimeoutErrorType = "Callback.Timeout";

    /// <summary>Error type when no heartbeat came within <see cref="CallbackConfig.HeartbeatTimeout"/>.</summary>
    public const string HeartbeatErrorType = "Callback.Heartbeat";
}
