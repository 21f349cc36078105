using Durable.Core.Engine.Lanes;
using Orleans.Placement;

namespace Durable.Grains;

/// <summary>Runs one branch in turns of its own, beside the grain of its execution.</summary>
[PreferLocalPlacement, Immovable]
internal sealed class BranchGrain(BranchRegistry registry) : Grain, IBranchGrain
{
    private LaneChannel? _lane;

    public Task<bool> RunAsync()
    {
        if (!registry.TryTake(this.GetPrimaryKeyString(), out var start))
        {
            return Task.FromResult(false);
        }

        // Background tasks do not keep a grain in memory.
        DelayDeactivation(Timeout.InfiniteTimeSpan);
        _lane = start.CreateLane();
        using (ExecutionContext.SuppressFlow())
        {
            _ = Task.Factory.StartNew(
                () => RunAsync(start), CancellationToken.None, TaskCreationOptions.DenyChildAttach, TaskScheduler.Current);
        }

        return Task.FromResult(true);
    }

    public Task WakeAsync(int[] operations)
    {
        _lane?.Wake(operations);
        return Task.CompletedTask;
    }

    private async Task RunAsync(BranchStart start)
    {
        await start.RunAsync(_lane!);
        DeactivateOnIdle();
    }
}
