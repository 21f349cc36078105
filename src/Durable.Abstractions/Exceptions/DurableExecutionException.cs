namespace Durable;

/// <summary>Base of all errors of durable executions.</summary>
public class DurableExecutionException : Exception
{
    /// <summary>Makes an error with a message.</summary>
    /// <param name="message">What went wrong and what to do.</param>
    public DurableExecutionException(string? message)
        : base(message)
    {
    }

    /// <summary>Makes an error with a message and a cause.</summary>
    /// <param name="message">What went wrong and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public DurableExecutionException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
