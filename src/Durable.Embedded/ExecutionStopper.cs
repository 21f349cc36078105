using Durable.Core.Engine;
using Durable.Core.Residence;
using Durable.Model;
using Durable.Storage;

namespace Durable.Embedded;

/// <summary>Stops executions, in memory or in the store.</summary>
internal sealed class ExecutionStopper(EmbeddedRuntime runtime, ExecutionServices services)
{
    /// <summary>Ends the execution as STOPPED, unless it has ended; completes when its end is durable.</summary>
    /// <returns>When it ended; null when it was neither running nor parked: it has ended before, or there is none.</returns>
    public async Task<DateTimeOffset?> StopAsync(ExecutionId executionId, ErrorObject? error, CancellationToken cancellationToken)
    {
        using var subscription = runtime.Completions.Subscribe(executionId);
        while (true)
        {
            try
            {
                if (await runtime.ActivateAsync(executionId, cancellationToken) is not { } activation)
                {
                    return null;
                }

                if (await StopAsync(activation, error, subscription.Ended, cancellationToken) is { } ended)
                {
                    return ended.EndedAt;
                }
            }
            catch (ExecutionParkedException)
            {
                if (await services.Parking.StopAsync(executionId, error, cancellationToken) is { } stopped)
                {
                    runtime.OnStoppedInStore(stopped);
                    return stopped.EndedAt;
                }

                // Somebody has resumed it meanwhile.
            }
        }
    }

    // Null when the activation is gone without the stop, and another must be asked.
    private async Task<ExecutionHead?> StopAsync(Activation activation, ErrorObject? error, Task<ExecutionHead> ended, CancellationToken cancellationToken)
    {
        if (!await activation.PostAsync(execution => execution.Stop(error), cancellationToken))
        {
            return null;
        }

        await Task.WhenAny(ended, activation.Gone).WaitAsync(cancellationToken);
        if (ended.IsCompleted)
        {
            return await ended;
        }

        if (!activation.HasContinued)
        {
            // Given up, it has taken the stop with it.
            await Task.Delay(Backoff.After(failures: 1), services.TimeProvider, cancellationToken);
        }

        return null;
    }
}
