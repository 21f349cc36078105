using Durable.Core.Codecs;
using Durable.Core.Hosting;
using Durable.Storage;

namespace Durable.Core.Engine;

/// <summary>Brings an execution and its function together, ready to run; parks what can never run.</summary>
internal sealed class ExecutionLoader(ExecutionStore store, ExecutionParking parking, DurableFunctionRegistry functions, HostLag lag)
{
    /// <summary>Loads a running execution.</summary>
    /// <returns>Null when it does not exist or has ended.</returns>
    /// <exception cref="ExecutionParkedException">It is parked, or was just now.</exception>
    public async Task<LoadedExecution?> LoadAsync(ExecutionId id, CancellationToken cancellationToken)
    {
        ExecutionHead? seen = null;
        try
        {
            if (await ReadAsync(id, head => seen = head, cancellationToken) is not { Head: { Status: ExecutionStatus.Running } head } stored)
            {
                lag.NoteFree(id);
                return null;
            }

            seen = head;
            if (head is { ParkedAt: not null, WakeUp: null })
            {
                lag.NoteParked(id);
                throw new ExecutionParkedException(id, head.Error?.ErrorMessage);
            }

            var function = functions.Get(id.FunctionName, head.FunctionVersion);
            if (head.ParkedAt is null)
            {
                // Perhaps another process has resumed it.
                lag.NoteFree(id);
                return new LoadedExecution(stored, function);
            }

            // What was missing is here.
            return await parking.UnparkAsync(id, isByHand: false, cancellationToken) is { } free
                ? new LoadedExecution(stored with { Head = free with { Input = head.Input } }, function)
                : await LoadAsync(id, cancellationToken);
        }
        catch (Exception exception) when (seen is not null && ExecutionParking.MayPark(exception))
        {
            await ParkAsync(seen, exception, cancellationToken);
            throw;
        }
    }

    /// <summary>Parks an execution that cannot run, if it still stands where it was seen and the store can record it.</summary>
    /// <exception cref="ExecutionParkedException">It is parked.</exception>
    public async Task ParkAsync(ExecutionHead seen, Exception reason, CancellationToken cancellationToken)
    {
        if (await parking.TryParkAsync(seen, reason, cancellationToken))
        {
            throw new ExecutionParkedException(seen.Id, reason.Message);
        }
    }

    // When the store answers in between, a second refusal is about this execution, not about the store.
    private async Task<StoredExecution?> ReadAsync(ExecutionId id, Action<ExecutionHead?> seen, CancellationToken cancellationToken)
    {
        try
        {
            return await store.LoadAsync(id, cancellationToken);
        }
        catch (CheckpointStoreException exception) when (exception.Failure == StoreFailure.Fatal)
        {
            seen(await store.ReadHeadAsync(id, includeData: false, cancellationToken));
            return await store.LoadAsync(id, cancellationToken);
        }
    }
}
