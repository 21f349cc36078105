using Microsoft.Extensions.Logging;

namespace Durable.Core.Engine;

/// <content>Log messages; event ids 1000 to 1099.</content>
internal sealed partial class Execution
{
    [LoggerMessage(1000, LogLevel.Warning, "Checkpoint of execution {ExecutionId} failed (attempt {Attempt}); it is tried again.")]
    private static partial void LogCheckpointRetried(ILogger logger, Exception exception, ExecutionId executionId, int attempt);

    [LoggerMessage(1001, LogLevel.Error, "Execution {ExecutionId} cannot go on and ends FAILED.")]
    private static partial void LogExecutionCannotGoOn(ILogger logger, Exception exception, ExecutionId executionId);

    [LoggerMessage(1002, LogLevel.Warning, "This activation of execution {ExecutionId} can no longer be trusted and is given up.")]
    private static partial void LogFaulted(ILogger logger, Exception exception, ExecutionId executionId);

    [LoggerMessage(1004, LogLevel.Warning, "Execution {InvokedId}, which {ExecutionId} has invoked, could not be started (attempt {Attempt}); it is tried again.")]
    private static partial void LogInvokeRetried(ILogger logger, Exception exception, ExecutionId invokedId, ExecutionId executionId, int attempt);

    [LoggerMessage(1003, LogLevel.Warning, "A callback on a cancellation token of execution {ExecutionId} threw.")]
    private static partial void LogCancellationCallbackFailed(ILogger logger, Exception exception, ExecutionId executionId);

    [LoggerMessage(1005, LogLevel.Error, "The code of execution {ExecutionId} does not fit its log. It is parked when its {Steps} running steps have ended: {Reason}")]
    private static partial void LogDiverges(ILogger logger, ExecutionId executionId, int steps, string reason);

    [LoggerMessage(1004, LogLevel.Warning,
        "The log of execution {ExecutionId} has {Operations} operations in {Bytes} bytes, and each replay reads them all. If its function is a loop without an end, "
        + "let it end its run from time to time with ContinueAsNewAsync.")]
    private static partial void LogLargeLog(ILogger logger, ExecutionId executionId, long operations, long bytes);
}
