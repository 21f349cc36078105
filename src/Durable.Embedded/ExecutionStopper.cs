using Durable.Core.Engine;
using Durable.Model;

namespace Durable.Embedded;

/// <summary>Stops executions, in memory or in the store.</summary>
internal sealed class ExecutionStopper(EmbeddedRuntime runtime, ExecutionServices services)
{
    /// <summary>Ends the execution as STOPPED, unless it has ended; completes when its end is durable.</summary>
    /// <returns>When it ended; null when it was neither running nor parked: it has ended before, or there is none.</returns>
    public async Task<DateTimeOffset?> StopAsync(ExecutionId executionId, ErrorObject? error, CancellationToken cancellationToken)
    {
        using var subscription = runtime.Completions.Subscribe(executionId);
        while (await ActivateUnlessParkedAsync(executionId, cancellationToken) is { } activation)
        {
            if (!await activation.PostAsync(execution => execution.Stop(error)))
            {
                continue;
            }

            await Task.WhenAny(subscription.Ended, activation.Gone).WaitAsync(cancellationToken);
            if (subscription.Ended.IsCompleted)
            {
                return (await subscription.Ended).EndedAt;
            }

            if (activation.HasContinued)
            {
                continue;
            }

            // Given up, the activation has taken the stop with it.
            await Task.Delay(Backoff.After(failures: 1), services.TimeProvider, cancellationToken);
        }

        if (await services.Parking.StopAsync(executionId, error, cancellationToken) is not { } stopped)
        {
            return null;
        }

        runtime.OnStoppedInStore(stopped);
        return stopped.EndedAt;
    }

    private async Task<Activation?> ActivateUnlessParkedAsync(ExecutionId id, CancellationToken cancellationToken)
    {
        try
        {
            return await runtime.ActivateAsync(id, cancellationToken);
        }
        catch (ExecutionParkedException)
        {
            return null;
        }
    }
}
