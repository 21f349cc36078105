using Durable.Core.Hosting;
using Durable.Core.Operations.Invokes;
using Durable.Core.Residence;
using Durable.Core.Serialization;
using Durable.Model;
using Durable.Storage;

namespace Durable.Embedded;

/// <summary>How executions of this process reach each other: in memory, or by way of the store.</summary>
internal sealed class EmbeddedPeers(EmbeddedExecutions executions, TimeProvider timeProvider) : IExecutionPeers
{
    // An activation that leaves is followed by another; one that is followed by none in so many tries is told later.
    private const int MaxAttempts = 5;

    public async Task<InvokedStartAnswer> StartAsync(InvokedStart start, CancellationToken cancellationToken)
    {
        try
        {
            var started = await executions.AskAsync(
                start.Options.ExecutionId, resident => resident.StartAsync(ExecutionStart.ByInvoke(start), cancellationToken), cancellationToken);
            return InvokedStartAnswer.Started(started.Head);
        }
        catch (Exception exception) when (exception is FunctionNotFoundException or PayloadSerializationException or ExecutionAlreadyStartedException)
        {
            return InvokedStartAnswer.Refused(ErrorObjects.WithoutFrames(ErrorObjects.From(exception)));
        }
    }

    public async Task<bool> NotifyCompletedAsync(ExecutionInvoker invoker, InvokeOutcome end, CancellationToken cancellationToken)
    {
        for (var attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            try
            {
                if (await executions.AskAsync(
                    invoker.ExecutionId, resident => resident.TakeInvokeEndAsync(invoker.RunId, invoker.OperationId, end), cancellationToken))
                {
                    return true;
                }
            }
            catch (ExecutionParkedException)
            {
                return false;
            }

            await Task.Delay(ExecutionRetry.Backoff.After(attempt), timeProvider, cancellationToken);
        }

        return false;
    }

    public Task StopAsync(ExecutionId executionId, ErrorObject error, CancellationToken cancellationToken) =>
        executions.AskAsync(executionId, resident => resident.StopAsync(error), cancellationToken);
}
