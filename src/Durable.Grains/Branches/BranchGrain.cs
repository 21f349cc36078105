using Durable.Grains.Contracts;
using Orleans.Concurrency;

namespace Durable.Grains.Branches;

/// <summary>
/// Runs one branch in turns of its own, beside the grain of its execution. As a worker it is in no directory, whose troubles and costs
/// would be the branch's; of each key there is one, and it stays until its branch has ended, or its execution has left memory.
/// </summary>
[StatelessWorker(1, false)]
internal sealed class BranchGrain(BranchRegistry registry) : Grain, IBranchGrain
{
    public Task<bool> RunAsync()
    {
        if (!registry.TryTake(this.GetPrimaryKeyString(), out var branch))
        {
            // Tried again, it may be placed where the branch waits.
            DeactivateOnIdle();
            return Task.FromResult(false);
        }

        // Background tasks do not keep a grain in memory.
        DelayDeactivation(Timeout.InfiniteTimeSpan);
        _ = LeaveAfterAsync(branch.RunAsync(TaskScheduler.Current));
        return Task.FromResult(true);
    }

    private async Task LeaveAfterAsync(Task branch)
    {
        await branch;
        DeactivateOnIdle();
    }
}
