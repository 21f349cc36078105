using Durable.Core.Engine;
using Durable.Core.Hosting;
using Durable.Core.Operations.Invokes;
using Durable.Core.Residence;
using Durable.Core.Serialization;
using Durable.Model;
using Durable.Storage;

namespace Durable.Embedded;

/// <summary>How executions of this process reach each other: in memory, or by way of the store.</summary>
internal sealed class EmbeddedPeers(EmbeddedRuntime runtime, ExecutionServices services) : IExecutionPeers
{
    // An activation that leaves is followed by another; one that is followed by none in so many tries is told later.
    private const int MaxAttempts = 5;

    public async Task<InvokedStartAnswer> StartAsync(InvokedStart start, CancellationToken cancellationToken)
    {
        try
        {
            var started = await runtime.AskAsync(
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
                if (await runtime.AskAsync(
                    invoker.ExecutionId, resident => resident.TakeInvokeEndAsync(invoker.RunId, invoker.OperationId, end), cancellationToken))
                {
                    return true;
                }
            }
            catch (ExecutionParkedException)
            {
                return false;
            }

            await Task.Delay(Backoff.After(attempt), services.TimeProvider, cancellationToken);
        }

        return false;
    }

    public Task StopAsync(ExecutionId executionId, ErrorObject error, CancellationToken cancellationToken) =>
        runtime.AskAsync(executionId, resident => resident.StopAsync(error), cancellationToken);
}
