using Durable.Model;

namespace Durable;

/// <summary>The submitter of a wait for a callback failed and its retry strategy gave up. The callback is not waited for.</summary>
public sealed class CallbackSubmitterException : CallbackException
{
    /// <summary>Makes the exception of a recorded error.</summary>
    /// <param name="error">The recorded error of the last attempt.</param>
    /// <param name="callbackId">Id of the callback.</param>
    public CallbackSubmitterException(ErrorObject error, string callbackId)
        : base(error, callbackId)
    {
    }

    /// <summary>Makes an exception with a message, for tests of code that catches it.</summary>
    /// <param name="message">What went wrong.</param>
    /// <param name="innerException">The cause; its type becomes the error type.</param>
    public CallbackSubmitterException(string? message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    internal override string OperationKind => "submitter of callback";
}
