using System.Collections.Concurrent;
using Durable.Core.Diagnostics;
using Durable.Core.Engine.Invokes;
using Durable.Core.Hosting;
using Microsoft.Extensions.Logging;

namespace Durable.Embedded;

/// <summary>Settles executions that have ended here. What cannot be settled now is tried again, by the recovery and by the next host.</summary>
internal sealed partial class Settlements(
    ExecutionSettlement settlement, IExecutionPeers peers, Action<ExecutionId> tryLater, ILogger logger, CancellationToken stopping)
{
    private readonly ConcurrentDictionary<Task, bool> _underWay = new();

    /// <summary>The execution has ended.</summary>
    public void Begin(EndedExecution ended)
    {
        var settling = RunAsync(ended);
        if (_underWay.TryAdd(settling, true))
        {
            _ = settling.ContinueWith(
                done => _underWay.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    /// <summary>Settles what is in the store, if it has ended.</summary>
    /// <returns>False when it must be tried again later.</returns>
    public Task<bool> SettleAsync(ExecutionId id) => settlement.SettleAsync(id, peers, stopping);

    /// <summary>Completes when none is under way.</summary>
    public Task WhenIdleAsync() => Task.WhenAll(_underWay.Keys);

    private async Task RunAsync(EndedExecution ended)
    {
        // Not in the turn of the execution that has ended.
        await Task.Yield();
        try
        {
            if (await settlement.SettleAsync(ended, peers, stopping))
            {
                return;
            }
        }
        catch (Exception) when (stopping.IsCancellationRequested)
        {
            return;
        }
        catch (Exception exception)
        {
            LogFailed(logger, exception, ended.Head.Id);
        }

        tryLater(ended.Head.Id);
    }

    [LoggerMessage(EventIds.EmbeddedSettlementFailed, LogLevel.Warning, "Those whom the end of execution {ExecutionId} concerns could not be told; trying again.")]
    private static partial void LogFailed(ILogger logger, Exception exception, ExecutionId executionId);
}
