namespace Durable;

/// <summary>No such execution: it was never started, or its retention is over.</summary>
/// <param name="executionId">What was asked for.</param>
public sealed class ExecutionNotFoundException(ExecutionId executionId)
    : DurableExecutionException($"Durable Execution does not exist: '{executionId}'.")
{
    /// <summary>What was asked for.</summary>
    public ExecutionId ExecutionId { get; } = executionId;
}
