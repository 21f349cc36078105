using Durable.Model;

namespace Durable;

/// <summary>The invoked execution reached its own timeout.</summary>
public sealed class InvokeTimedOutException : InvokeException
{
    /// <summary>Makes the exception of a recorded error.</summary>
    /// <param name="error">The recorded error.</param>
    /// <param name="executionId">The invoked execution.</param>
    public InvokeTimedOutException(ErrorObject error, ExecutionId executionId)
        : base(error, executionId)
    {
    }

    /// <summary>Makes an exception with a message, for tests of code that catches it.</summary>
    /// <param name="message">What went wrong.</param>
    /// <param name="executionId">The invoked execution.</param>
    /// <param name="innerException">The cause; its type becomes the error type.</param>
    public InvokeTimedOutException(string? message, ExecutionId executionId, Exception? innerException = null)
        : base(message, executionId, innerException)
    {
    }

    /// <summary>The recorded error type.</summary>
    public const string WireErrorType = "ChainedInvoke.Timeout";
}
