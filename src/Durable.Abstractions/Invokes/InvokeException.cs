using Durable.Model;

namespace Durable;

/// <summary>An invoked execution did not succeed. Base of what is thrown where its result is awaited.</summary>
public abstract class InvokeException : DurableOperationException
{
    private protected InvokeException(ErrorObject error, ExecutionId executionId)
        : base(error)
    {
        ExecutionId = executionId;
    }

    private protected InvokeException(string? message, ExecutionId executionId, Exception? innerException)
        : base(message, innerException)
    {
        ExecutionId = executionId;
    }

    /// <summary>The function that was invoked.</summary>
    public string FunctionName => ExecutionId.FunctionName;

    /// <summary>The execution that it became. Where it could not be started there is none of that id.</summary>
    public ExecutionId ExecutionId { get; }

    internal override string OperationKind => $"invoke of {ExecutionId}";
}
