using Durable.Model;

namespace Durable;

/// <summary>The invoked function threw, or could not be started.</summary>
/// <param name="error">What it ended with.</param>
/// <param name="executionId">The invoked execution.</param>
public sealed class InvokeFailedException(ErrorObject error, ExecutionId executionId) : InvokeException(error, executionId);
