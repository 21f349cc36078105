using Durable.Bench.Scenarios;
using Durable.Storage;

namespace Durable.Bench.Hosts;

/// <summary>The floor of Orleans itself: one call, one activation, two writes, one answer.</summary>
internal sealed class FloorGrain(ICheckpointStore store) : Grain, IFloorGrain
{
    public async Task<string> RunAsync()
    {
        var execution = new BareExecution(TimeProvider.System.GetUtcNow());
        await store.WriteBareAsync(execution);
        DeactivateOnIdle();
        return execution.Result;
    }
}
