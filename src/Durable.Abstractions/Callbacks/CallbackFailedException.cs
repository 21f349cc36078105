using Durable.Model;

namespace Durable;

/// <summary>A failure was sent to a callback. Type, message and data are the sender's.</summary>
public sealed class CallbackFailedException : CallbackException
{
    /// <summary>Makes the exception of a recorded error.</summary>
    /// <param name="error">What was sent.</param>
    /// <param name="callbackId">Id of the callback.</param>
    public CallbackFailedException(ErrorObject error, string callbackId)
        : base(error, callbackId)
    {
    }

    /// <summary>Makes an exception with a message, for tests of code that catches it.</summary>
    /// <param name="message">What went wrong.</param>
    /// <param name="innerException">The cause; its type becomes the error type.</param>
    public CallbackFailedException(string? message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
