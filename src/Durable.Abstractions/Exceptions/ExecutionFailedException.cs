using Durable.Model;

namespace Durable;

/// <summary>Thrown to a client that waits for the result of an execution that ended without one.</summary>
/// <param name="executionId">The execution.</param>
/// <param name="status">FAILED, TIMED_OUT or STOPPED.</param>
/// <param name="error">The recorded error; members may be absent.</param>
public sealed class ExecutionFailedException(ExecutionId executionId, ExecutionStatus status, ErrorObject? error)
    : DurableExecutionException($"Execution '{executionId}' ended {status}: {error?.ErrorMessage ?? error?.ErrorType ?? "no error was recorded"}")
{
    /// <summary>The execution.</summary>
    public ExecutionId ExecutionId { get; } = executionId;

    /// <summary>How the execution ended.</summary>
    public ExecutionStatus Status { get; } = status;

    /// <summary>The recorded error.</summary>
    public ErrorObject? Error { get; } = error;
}
