namespace Durable;

/// <summary>Where a payload belongs.</summary>
/// <param name="ExecutionId">The execution.</param>
/// <param name="OperationId">The operation; null for the execution's own input and result.</param>
public readonly record struct SerializationContext(ExecutionId ExecutionId, string? OperationId);
