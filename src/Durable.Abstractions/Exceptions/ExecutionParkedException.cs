namespace Durable;

/// <summary>The execution is parked: it does not go on until somebody resumes it.</summary>
/// <param name="executionId">The execution.</param>
/// <param name="reason">What is wrong.</param>
public sealed class ExecutionParkedException(ExecutionId executionId, string? reason) : DurableExecutionException(
    $"Execution '{executionId}' is parked: {reason ?? "no reason was recorded"} Fix the cause and resume the execution, or stop it.")
{
    /// <summary>The execution.</summary>
    public ExecutionId ExecutionId { get; } = executionId;

    /// <summary>What is wrong.</summary>
    public string? Reason { get; } = reason;
}
