using Durable.Model;

namespace Durable;

/// <summary>The submitter of a wait for a callback failed and its retry strategy gave up. The callback is not waited for.</summary>
/// <param name="error">The recorded error of the last attempt.</param>
/// <param name="callbackId">Id of the callback.</param>
public sealed class CallbackSubmitterException(ErrorObject error, string callbackId) : CallbackException(error, callbackId);
