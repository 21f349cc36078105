using Durable.Model;

namespace Durable;

/// <summary>A failure was sent to a callback.</summary>
/// <param name="error">What was sent.</param>
/// <param name="callbackId">Id of the callback.</param>
public sealed class CallbackFailedException(ErrorObject error, string callbackId) : CallbackException(error, callbackId);
