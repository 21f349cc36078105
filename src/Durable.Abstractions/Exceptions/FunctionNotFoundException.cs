namespace Durable;

/// <summary>No function is registered under that name, or not that version of it.</summary>
public sealed class FunctionNotFoundException : DurableExecutionException
{
    /// <summary>Makes the error.</summary>
    /// <param name="functionName">What was asked for.</param>
    /// <param name="registered">The names that are registered.</param>
    public FunctionNotFoundException(string functionName, IReadOnlyCollection<string> registered)
        : base($"Function '{functionName}' is not registered. " + (registered.Count == 0
            ? "No function is: add it with AddFunction when the host is configured."
            : $"Registered: {Join(registered)}."))
    {
        FunctionName = functionName;
    }

    /// <summary>Makes the error for a version.</summary>
    /// <param name="functionName">The function.</param>
    /// <param name="version">The version that was asked for.</param>
    /// <param name="registered">The versions that are registered.</param>
    public FunctionNotFoundException(string functionName, string version, IReadOnlyCollection<string> registered)
        : base($"Version '{version}' of function '{functionName}' is not registered; registered: {Join(registered)}. "
            + "Executions end on the version they were started on: register it alongside the others.")
    {
        FunctionName = functionName;
        Version = version;
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

    /// <summary>The version that was asked for; null for any.</summary>
    public string? Version { get; }

    private static string Join(IEnumerable<string> names) => string.Join(", ", names.Order(StringComparer.Ordinal));
}
