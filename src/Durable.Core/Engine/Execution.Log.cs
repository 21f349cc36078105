using Durable.Core.Diagnostics;
using Durable.Model;
using Durable.Storage;
using Microsoft.Extensions.Logging;

namespace Durable.Core.Engine;

/// <content>Log messages. What happened to a step or an execution is logged where it is recorded, so a replay does not log it again.</content>
internal sealed partial class Execution
{
    private void LogAttempt(OperationUpdate update, Operation step)
    {
        try
        {
            TellAttempt(update, step);
        }
        catch (Exception)
        {
            // A logger that throws must not harm what it is told of.
        }
    }

    private void LogEnd(ExecutionHead ended, Exception? cause)
    {
        try
        {
            TellEnd(ended, cause);
        }
        catch (Exception)
        {
            // As above.
        }
    }

    private void TellAttempt(OperationUpdate update, Operation step)
    {
        if (update is not { Type: OperationType.Step, Action: OperationAction.Retry or OperationAction.Fail, Error: { } error }
            || !_services.EngineLogger.IsEnabled(LogLevel.Warning))
        {
            return;
        }

        var summary = ErrorTrace.Summarize(error);
        if (update.Action == OperationAction.Retry)
        {
            LogAttemptFailed(_services.EngineLogger, step.Step!.Attempt, step.Name, step.Id, Id, step.Step.Attempt + 1, step.DueAt!.Value, summary);
        }
        else
        {
            LogStepFailed(_services.EngineLogger, step.Name, step.Id, Id, step.Step!.Attempt, summary);
        }
    }

    private void TellEnd(ExecutionHead ended, Exception? cause)
    {
        var took = ended.EndedAt!.Value - ended.StartedAt;
        switch (ended.Status)
        {
            case ExecutionStatus.Succeeded:
                LogSucceeded(_services.EngineLogger, Id, took);
                break;
            case ExecutionStatus.TimedOut:
                LogTimedOut(_services.EngineLogger, Id, took, ErrorTrace.Summarize(ended.Error));
                break;
            case ExecutionStatus.Stopped:
                LogStopped(_services.EngineLogger, Id, took, ErrorTrace.Summarize(ended.Error));
                break;
            default:
                LogFailed(_services.EngineLogger, cause, Id, took, ErrorTrace.Summarize(ended.Error));
                break;
        }
    }

    [LoggerMessage(EventIds.ActivationFaulted, LogLevel.Warning, "This activation of execution {ExecutionId} can no longer be trusted and is given up.")]
    private static partial void LogFaulted(ILogger logger, Exception exception, ExecutionId executionId);

    [LoggerMessage(EventIds.InvokeRetried, LogLevel.Warning,
        "Execution {InvokedId}, which {ExecutionId} has invoked, could not be started (attempt {Attempt}); retrying.")]
    private static partial void LogInvokeRetried(ILogger logger, Exception exception, ExecutionId invokedId, ExecutionId executionId, int attempt);

    [LoggerMessage(EventIds.LogAheadOfClock, LogLevel.Warning,
        "The log of execution {ExecutionId} goes up to {Last:u}, and this host's clock says {Now:u}. If the clock is wrong, set it: executions go on meanwhile, and "
        + "those that sleep until a time ahead of it wake when it is there. This is logged once.")]
    private static partial void LogAhead(ILogger logger, ExecutionId executionId, DateTimeOffset last, DateTimeOffset now);

    [LoggerMessage(EventIds.CancellationCallbackFailed, LogLevel.Warning, "A callback on a cancellation token of execution {ExecutionId} threw.")]
    private static partial void LogCancellationCallbackFailed(ILogger logger, Exception exception, ExecutionId executionId);

    [LoggerMessage(EventIds.UnawaitedAtEnd, LogLevel.Warning,
        "The function of execution {ExecutionId} ended while {Count} of its operations were under way, which nobody awaits: {Operations}. What they come to is lost.")]
    private static partial void LogLeftUnderWay(ILogger logger, ExecutionId executionId, int count, string operations);

    [LoggerMessage(EventIds.LateActivity, LogLevel.Warning,
        "The function of execution {ExecutionId} awaited something that is no durable operation, such as Task.Delay or a timer of a CancellationTokenSource, and got it "
        + "after the execution had left memory to sleep: it is lost. Use durable waits instead. This is logged once.")]
    private static partial void LogLateActivity(ILogger logger, ExecutionId executionId);

    [LoggerMessage(EventIds.Diverges, LogLevel.Error,
        "The code of execution {ExecutionId} does not fit its log. It is parked when its {Steps} running steps have ended: {Reason}")]
    private static partial void LogDiverges(ILogger logger, ExecutionId executionId, int steps, string reason);

    [LoggerMessage(EventIds.LargeLog, LogLevel.Warning,
        "The log of execution {ExecutionId} has {Operations} operations in {Bytes} bytes, and each replay reads them all. If its function is a loop without an end, "
        + "let it end its run from time to time with ContinueAsNewAsync.")]
    private static partial void LogLargeLog(ILogger logger, ExecutionId executionId, long operations, long bytes);

    [LoggerMessage(EventIds.AttemptFailed, LogLevel.Warning,
        "Attempt {Attempt} of step {StepName} (operation {OperationId}) of execution {ExecutionId} failed; attempt {NextAttempt} begins at {NextAttemptAt:u}. {Error}")]
    private static partial void LogAttemptFailed(
        ILogger logger, int attempt, string? stepName, string operationId, ExecutionId executionId, int nextAttempt, DateTimeOffset nextAttemptAt, string error);

    [LoggerMessage(EventIds.StepFailed, LogLevel.Warning,
        "Step {StepName} (operation {OperationId}) of execution {ExecutionId} has failed with attempt {Attempt}, and no other follows. {Error}")]
    private static partial void LogStepFailed(ILogger logger, string? stepName, string operationId, ExecutionId executionId, int attempt, string error);

    [LoggerMessage(EventIds.ExecutionSucceeded, LogLevel.Information, "Execution {ExecutionId} ended SUCCEEDED after {Duration}.")]
    private static partial void LogSucceeded(ILogger logger, ExecutionId executionId, TimeSpan duration);

    [LoggerMessage(EventIds.ExecutionFailed, LogLevel.Error, "Execution {ExecutionId} ended FAILED after {Duration}. {Error}")]
    private static partial void LogFailed(ILogger logger, Exception? exception, ExecutionId executionId, TimeSpan duration, string error);

    [LoggerMessage(EventIds.ExecutionTimedOut, LogLevel.Error, "Execution {ExecutionId} ended TIMED_OUT after {Duration}. {Error}")]
    private static partial void LogTimedOut(ILogger logger, ExecutionId executionId, TimeSpan duration, string error);

    [LoggerMessage(EventIds.ExecutionStopped, LogLevel.Warning, "Execution {ExecutionId} ended STOPPED after {Duration}. {Error}")]
    private static partial void LogStopped(ILogger logger, ExecutionId executionId, TimeSpan duration, string error);
}
