namespace Durable;

/// <summary>No function is registered under that name.</summary>
public sealed class FunctionNotFoundException : DurableExecutionException
{
    /// <summary>Makes the error.</summary>
    /// <param name="functionName">What was asked for.</param>
    /// <param name="registered">The names that are registered.</param>
    public FunctionNotFoundException(string functionName, IReadOnlyCollection<string> registered)
        : base($"Function '{functionName}' is not registered. " + (registered.Count == 0
            ? "No function is: add it with AddFunction when the host is configured."
            : $"Registered: {string.Join(", ", registered.Order(StringComparer.Ordinal))}."))
    {
        FunctionName = functionName;
    }

    /// <summary>Makes the error from a message that another process wrote.</summary>
    /// <param name="functionName">What was asked for.</param>
    /// <param name="message">The message.</param>
    public FunctionNotFoundException(string functionName, string message)
        : base(message)
    {
        FunctionName = functionName;
    }

    /// <summary>What was asked for.</summary>
    public string FunctionName { get; }
}
