using Durable.Model;

namespace Durable;

/// <summary>The invoked function threw, or could not be started.</summary>
public sealed class InvokeFailedException : InvokeException
{
    /// <summary>Makes the exception of a recorded error.</summary>
    /// <param name="error">What it ended with.</param>
    /// <param name="executionId">The invoked execution.</param>
    public InvokeFailedException(ErrorObject error, ExecutionId executionId)
        : base(error, executionId)
    {
    }

    /// <summary>Makes an exception with a message, for tests of code that catches it.</summary>
    /// <param name="message">What went wrong.</param>
    /// <param name="executionId">The invoked execution.</param>
    /// <param name="innerException">The cause; its type becomes the error type.</param>
    public InvokeFailedException(string? message, ExecutionId executionId, Exception? innerException = null)
        : base(message, executionId, innerException)
    {
    }
}
