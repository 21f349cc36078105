using Durable.Core.Codecs;
using Durable.Core.Diagnostics;
using Durable.Core.Hosting;
using Durable.Core.Operations.Invokes;
using Durable.Model;
using Durable.Storage;
using Microsoft.Extensions.Logging;

namespace Durable.Core.Engine.Invokes;

/// <summary>
/// What an execution still has to do after its end: stop those that end with it, start those that it has invoked last, and tell the one that has invoked it. Until that is done
/// its head keeps a wake-up, by which another host takes it up if this one dies, and its retention does not begin.
/// </summary>
internal sealed partial class ExecutionSettlement(ExecutionStore store, ILogger logger)
{
    private static readonly ErrorObject s_parentEnded = new()
    {
        ErrorType = "ParentExecutionEnded",
        ErrorMessage = "The execution that invoked this one has ended.",
    };

    /// <summary>Settles an execution that may have ended and not been settled.</summary>
    /// <returns>False when somebody could not be told now: try again later.</returns>
    public async Task<bool> SettleAsync(ExecutionId id, IExecutionPeers peers, CancellationToken cancellationToken) =>
        await store.LoadAsync(id, cancellationToken) is not { } stored
        || !EndedExecution.IsUnsettledHead(stored.Head)
        || await SettleAsync(EndedExecution.Of(stored), peers, cancellationToken);

    /// <summary>Settles an execution that has ended.</summary>
    /// <returns>False when somebody could not be told now: try again later.</returns>
    public async Task<bool> SettleAsync(EndedExecution ended, IExecutionPeers peers, CancellationToken cancellationToken)
    {
        var head = ended.Head;

        // A start that comes after the stop would be an execution that nobody stops.
        await ended.Deliveries.WaitAsync(cancellationToken);
        foreach (var child in ended.ChildrenToStop)
        {
            await peers.StopAsync(child, s_parentEnded, cancellationToken);
        }

        foreach (var start in ended.ChildrenToStart)
        {
            if (await peers.StartAsync(start, cancellationToken) is { Refusal: { } refusal })
            {
                LogNotStarted(logger, start.Options.ExecutionId, head.Id, refusal.ErrorMessage);
            }
        }

        if (head.Invoker is { } invoker && !await peers.NotifyCompletedAsync(invoker, InvokeOutcome.Of(head), cancellationToken))
        {
            return false;
        }

        var settled = head with
        {
            Version = head.Version + 1,
            CommitId = Guid.NewGuid().ToString("N"),
            WakeUp = null,
            ExpiresAt = head.EndedAt + head.Retention,
        };

        // Where the condition is lost somebody else has settled it.
        await store.CommitAsync(new Checkpoint(settled, default), WritePurpose.Settlement, cancellationToken);
        return true;
    }

    [LoggerMessage(EventIds.InvokedNotStarted, LogLevel.Error, "Execution {InvokedId}, which {ExecutionId} invoked before its end, cannot be started: {Reason}")]
    private static partial void LogNotStarted(ILogger logger, ExecutionId invokedId, ExecutionId executionId, string? reason);
}
