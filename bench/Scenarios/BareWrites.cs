using Durable.Storage;

namespace Durable.Bench.Scenarios;

/// <summary>Writes a one-step execution without an engine.</summary>
internal static class BareWrites
{
    /// <summary>Creates it, and commits its end.</summary>
    public static async Task WriteBareAsync(this ICheckpointStore store, BareExecution execution)
    {
        if (await store.CreateAsync(execution.Created) is not null || !await store.CommitAsync(execution.Closed()))
        {
            throw new BenchException("the store refused a write that nobody else had touched", BenchException.Failed);
        }
    }
}
