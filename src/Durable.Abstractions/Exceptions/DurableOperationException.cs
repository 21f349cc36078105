using Durable.Model;

namespace Durable;

/// <summary>
/// An operation ended in failure. It is built from the checkpointed error on first run and on replay alike, so type, message and
/// members are the same both times.
/// </summary>
public abstract class DurableOperationException : DurableExecutionException
{
    private protected DurableOperationException(ErrorObject error)
        : base(error.ErrorMessage ?? error.ErrorType ?? "The operation failed without a message.")
    {
        Error = error;
    }

    /// <summary>The recorded error.</summary>
    public ErrorObject Error { get; }

    /// <summary>Type of the original error, for example the full name of the exception the step threw.</summary>
    public string? ErrorType => Error.ErrorType;

    /// <summary>Data for machines, if the error carried any.</summary>
    public string? ErrorData => Error.ErrorData;

    /// <summary>Stack trace of the original error, line by line.</summary>
    public IReadOnlyList<string>? OriginalStackTrace => Error.StackTrace;
}
