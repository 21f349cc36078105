using Durable.Model;

namespace Durable;

/// <summary>Somebody stopped the invoked execution.</summary>
/// <param name="error">What the stop said.</param>
/// <param name="executionId">The invoked execution.</param>
public sealed class InvokeStoppedException(ErrorObject error, ExecutionId executionId) : InvokeException(error, executionId);
