namespace Durable.Storage;

/// <summary>A store that knows what each execution costs.</summary>
public interface IMeteredCheckpointStore : ICheckpointStore
{
    /// <summary>What everything since the store was opened has cost.</summary>
    StorageUsage TotalUsage { get; }

    /// <summary>What a function's executions have cost since the store was opened.</summary>
    /// <param name="functionName">The function.</param>
    StorageUsage UsageOf(string functionName);

    /// <summary>What an execution has cost over its whole life, on every host; reads of it by others than its hosts are left out.</summary>
    /// <param name="id">The execution.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>Null when there is no such execution, or when it is not known.</returns>
    ValueTask<StorageUsage?> ReadUsageAsync(ExecutionId id, CancellationToken cancellationToken = default);
}
