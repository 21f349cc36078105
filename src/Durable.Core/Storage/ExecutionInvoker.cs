namespace Durable.Storage;

/// <summary>The operation that invoked an execution, and is told how it ends.</summary>
/// <param name="ExecutionId">The execution of that operation.</param>
/// <param name="RunId">Its run.</param>
/// <param name="OperationId">The operation.</param>
public sealed record ExecutionInvoker(ExecutionId ExecutionId, string RunId, string OperationId)
{
    /// <summary>Reads the form that <see cref="ToString"/> writes.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="FormatException">It has another form.</exception>
    public static ExecutionInvoker Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Split('/') is [var function, var name, var run, var operation]
            && ExecutionId.IsValidFunctionName(function) && ExecutionId.IsValidName(name)
            ? new ExecutionInvoker(new ExecutionId(function, name), run, operation)
            : throw new FormatException($"'{text}' names no operation of an execution.");
    }

    /// <summary><c>function/name/run/operation</c>.</summary>
    public override string ToString() => $"{ExecutionId}/{RunId}/{OperationId}";
}
