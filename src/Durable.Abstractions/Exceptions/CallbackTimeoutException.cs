using Durable.Model;

namespace Durable;

/// <summary>The time of a callback was up, or a heartbeat was missed. <see cref="DurableOperationException.ErrorType"/> says which.</summary>
/// <param name="error">The recorded error.</param>
/// <param name="callbackId">Id of the callback.</param>
public sealed class CallbackTimeoutException(ErrorObject error, string callbackId) : CallbackException(error, callbackId)
{
    /// <summary>Error type when <see cref="CallbackConfig.Timeout"/> was up.</summary>
    public const string TimeoutErrorType = "Callback.Timeout";

    /// <summary>Error type when no heartbeat came within <see cref="CallbackConfig.HeartbeatTimeout"/>.</summary>
    public const string HeartbeatErrorType = "Callback.Heartbeat";
}
