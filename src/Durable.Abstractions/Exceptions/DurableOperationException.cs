using Durable.Model;

namespace Durable;

/// <summary>
/// An operation ended in failure. It is built from the checkpointed error on first run and on replay alike, so type, message and
/// members are the same both times. What lets it escape, a context or the execution, ends with the original error that it carries.
/// </summary>
public abstract class DurableOperationException : DurableExecutionException
{
    private protected DurableOperationException(ErrorObject error)
        : base(MessageOf(error))
    {
        Error = error;
    }

    private protected DurableOperationException(string? message, Exception? innerException)
        : base(message, innerException)
    {
        Error = new ErrorObject { ErrorType = (innerException ?? this).GetType().FullName, ErrorMessage = message };
    }

    /// <summary>The recorded error.</summary>
    public ErrorObject Error { get; }

    /// <summary>Type of the original error, for example the full name of the exception the step threw.</summary>
    public string? ErrorType => Error.ErrorType;

    /// <summary>Data for machines, if the error carried any.</summary>
    public string? ErrorData => Error.ErrorData;

    /// <summary>
    /// Stack trace of the original error, line by line, with its inner exceptions and the operations that it came out of: see
    /// <see cref="ErrorObject.StackTrace"/>.
    /// </summary>
    public IReadOnlyList<string>? OriginalStackTrace => Error.StackTrace;

    /// <summary>Id of the operation that failed; null where the exception was not thrown by an operation.</summary>
    public string? OperationId { get; init; }

    /// <summary>Name of the operation that failed; null when it has none.</summary>
    public string? OperationName { get; init; }

    /// <summary>What people call the operation.</summary>
    internal abstract string OperationKind { get; }

    /// <summary>The exception, and where the original error came from, which its own stack trace does not show.</summary>
    public override string ToString() => OriginalStackTrace is not { } trace
        ? base.ToString()
        : $"{base.ToString()}{Environment.NewLine}--- the original error, {ErrorType} ---{Environment.NewLine}   {string.Join($"{Environment.NewLine}   ", trace)}";

    private static string MessageOf(ErrorObject error)
    {
        ArgumentNullException.ThrowIfNull(error);
        return error.ErrorMessage ?? error.ErrorType ?? "The operation failed without a message.";
    }
}
