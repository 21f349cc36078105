using Durable.Model;

namespace Durable;

/// <summary>Somebody stopped the invoked execution.</summary>
public sealed class InvokeStoppedException : InvokeException
{
    /// <summary>Makes the exception of a recorded error.</summary>
    /// <param name="error">What the stop said.</param>
    /// <param name="executionId">The invoked execution.</param>
    public InvokeStoppedException(ErrorObject error, ExecutionId executionId)
        : base(error, executionId)
    {
    }

    /// <summary>Makes an exception with a message, for tests of code that catches it.</summary>
    /// <param name="message">What went wrong.</param>
    /// <param name="executionId">The invoked execution.</param>
    /// <param name="innerException">The cause; its type becomes the error type.</param>
    public InvokeStoppedException(string? message, ExecutionId executionId, Exception? innerException = null)
        : base(message, executionId, innerException)
    {
    }
}
