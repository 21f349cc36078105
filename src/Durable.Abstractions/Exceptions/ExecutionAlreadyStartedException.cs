namespace Durable;

/// <summary>An execution of that function and name exists with another input. Use another name, or the same input to join it.</summary>
/// <param name="executionId">The existing execution.</param>
public sealed class ExecutionAlreadyStartedException(ExecutionId executionId)
    : DurableExecutionException($"Execution already started: '{executionId}' exists with a different input. Start it under another name, or with the same input to get the existing one.")
{
    /// <summary>The existing execution.</summary>
    public ExecutionId ExecutionId { get; } = executionId;
}
