using Durable.Core.Codecs;
using Durable.Core.Queries;
using Durable.Storage;

namespace Durable.Core.Operations.Callbacks;

/// <summary>
/// Tells, before an execution is brought into memory for the sake of a callback, whether it has that callback. Otherwise an id that somebody made up
/// would cost a host as much memory as the log of any execution whose name it says.
/// </summary>
internal sealed class CallbackCheck(ExecutionStore store, LogReads logs)
{
    /// <summary>Whether the execution may have the callback; false when it is certain that it does not.</summary>
    public async Task<bool> MayHaveAsync(ExecutionId id, CallbackRequest request, CancellationToken cancellationToken)
    {
        if (await store.ReadHeadAsync(id, includeData: false, cancellationToken) is not { } head)
        {
            return false;
        }

        if (head.LogBytes <= LogReads.ShortLog)
        {
            return true;
        }

        try
        {
            var callback = await logs.ReadAsync(id, index => (index.Log.Find(request.OperationId), IsEnd: false), cancellationToken);
            return CallbackRules.Refuse(callback, request) != CallbackOutcome.Unknown;
        }
        catch (CheckpointStoreException exception) when (exception.Failure == StoreFailure.Fatal)
        {
            // Whoever loads it parks it, and says why.
            return true;
        }
    }
}
