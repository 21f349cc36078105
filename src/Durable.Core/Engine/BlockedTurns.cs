using Durable.Core.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Durable.Core.Engine;

/// <summary>Says that code of an execution blocks its turn. Event id 1040.</summary>
internal static partial class BlockedTurns
{
    /// <summary>How often a host looks.</summary>
    public static TimeSpan IntervalFor(DurableEngineOptions options) => options.BlockedTurnAfter / 2;

    /// <summary>The error of a caller that gave up waiting for such an execution.</summary>
    public static OperationCanceledException GivenUp(ExecutionId id, CancellationToken cancellationToken) => new(
        $"A turn of execution '{id}' has not ended: its code blocks, so that nothing can be asked of it. The caller has given up waiting.", cancellationToken);

    [LoggerMessage(EventIds.TurnBlocked, LogLevel.Warning,
        "A turn of execution {ExecutionId} has not ended for {Duration}: its function blocks (.Result, .Wait(), Thread.Sleep, or a long computation), so that it cannot "
        + "go on, be stopped or take callbacks. A durable function awaits, and keeps whatever takes long inside steps.")]
    public static partial void LogBlocked(ILogger logger, ExecutionId executionId, TimeSpan duration);
}
