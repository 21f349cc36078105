using Microsoft.Extensions.Logging;

namespace Durable.Embedded;

/// <content>Log messages; event ids 2000 to 2099.</content>
internal sealed partial class EmbeddedRuntime
{
    [LoggerMessage(2000, LogLevel.Information, "Taking up {Count} executions that the last process left behind.")]
    private partial void LogRecovering(int count);

    [LoggerMessage(2001, LogLevel.Error, "Executions that the last process left behind could not be listed; they stay where they are until the next start.")]
    private partial void LogRecoveryFailed(Exception exception);

    [LoggerMessage(2002, LogLevel.Error, "Execution {ExecutionId} could not be activated; it stays as it is in the store until the next start.")]
    private partial void LogActivationFailed(Exception exception, ExecutionId executionId);

    [LoggerMessage(2003, LogLevel.Warning, "{Count} executions did not come to rest in time; they go on after the next start, as after a crash.")]
    private partial void LogDrainIncomplete(int count);

    [LoggerMessage(2004, LogLevel.Warning, "A start failed in {Store} (attempt {Attempt}); it is tried again.")]
    private partial void LogStartRetried(Exception exception, int attempt, string store);
}
