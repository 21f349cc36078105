using Durable.Core.Diagnostics;
using Durable.Core.Engine;
using Durable.Core.Residence;
using Microsoft.Extensions.Logging;

namespace Durable.Grains;

/// <content>Executions that invoke each other.</content>
internal sealed partial class ExecutionGrain
{
    private Task? _settling;

    public Task<StartReply> StartInvokedAsync(InvokedStartRequest request) => StartAsync(ExecutionStart.ByInvoke(request.ToStart()));

    public async Task<InvokeEndStatus> TakeInvokeEndAsync(InvokeEndRequest request)
    {
        if (silo.IsDraining && _running is null)
        {
            DeactivateOnIdle();
            return InvokeEndStatus.AskAgain;
        }

        try
        {
            // Of one that has ended nobody waits any more.
            return await AskAsync(
                execution => execution.TakeInvokeEndAsync(request.RunId, request.OperationId, request.ToEnd()),
                static () => Task.FromResult(true),
                isQuiet: false) ? InvokeEndStatus.Taken : InvokeEndStatus.AskAgain;
        }
        catch (ExecutionParkedException)
        {
            return InvokeEndStatus.Parked;
        }
    }

    // As a background task of the grain; it stays in memory meanwhile. What fails is left to the sweep of what is due.
    private void Settle(Func<Task<bool>> settleAsync)
    {
        if (_settling is null or { IsCompleted: true })
        {
            _settling = SettleAsync(settleAsync);
        }
    }

    private void SettleFromStore() => Settle(() => services.Settlement.SettleAsync(_id, peers, CancellationToken.None));

    private async Task SettleAsync(Func<Task<bool>> settleAsync)
    {
        DelayDeactivation(Timeout.InfiniteTimeSpan);
        try
        {
            await settleAsync();
        }
        catch (Exception exception)
        {
            LogNotSettled(logger, exception, _id);
        }
        finally
        {
            DelayDeactivation(TimeSpan.Zero);
            silo.ReleaseSoon(this);
        }
    }

    [LoggerMessage(EventIds.GrainSettlementFailed, LogLevel.Warning, "Those whom the end of execution {ExecutionId} concerns could not be told; trying again at a later sweep.")]
    private static partial void LogNotSettled(ILogger logger, Exception exception, ExecutionId executionId);
}
