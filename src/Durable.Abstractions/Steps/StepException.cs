using Durable.Model;

namespace Durable;

/// <summary>A step failed and its retry strategy gave up, or the check of a condition threw.</summary>
public class StepException : DurableOperationException
{
    /// <summary>Makes the exception of a recorded error.</summary>
    /// <param name="error">The recorded error of the last attempt.</param>
    public StepException(ErrorObject error)
        : base(error)
    {
    }

    /// <summary>Makes an exception with a message, for tests of code that catches it.</summary>
    /// <param name="message">What went wrong.</param>
    /// <param name="innerException">What the step threw; its type becomes the error type.</param>
    public StepException(string? message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    internal override string OperationKind => "step";
}
