using Durable.Core.Engine.Lanes;
using Durable.Grains.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace Durable.Grains.Branches;

/// <summary>Gives each branch the turns of a grain beside its execution's.</summary>
internal sealed class GrainLaneStarter(
    IGrainFactory grains,
    BranchRegistry registry,
    [FromKeyedServices(TimeProviderNames.Messaging)] TimeProvider timeProvider) : ILaneStarter
{
    private const int MaxAttempts = 5;

    private static readonly Backoff s_backoff = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(1));

    private readonly GrainReferences<IBranchGrain> _branches = new(grains);
    private TaskCompletionSource? _idle;
    private int _underWay;

    /// <summary>Completes when no branch is on its way to its grain: before that a silo that stops would fail calls for which nobody waits any more.</summary>
    public Task WhenIdleAsync()
    {
        var idle = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Interlocked.Exchange(ref _idle, idle);
        return Volatile.Read(ref _underWay) == 0 ? Task.CompletedTask : idle.Task;
    }

    public async Task StartAsync(LaneRun branch)
    {
        if (branch.IsOver)
        {
            return;
        }

        Interlocked.Increment(ref _underWay);
        try
        {
            await PlaceAsync(branch);
        }
        finally
        {
            if (Interlocked.Decrement(ref _underWay) == 0)
            {
                Volatile.Read(ref _idle)?.TrySetResult();
            }
        }
    }

    // While silos come and go, a call may fail though all is well here; user code must not see that. Who takes the branch out of the
    // registry decides whether it has begun.
    private async Task PlaceAsync(LaneRun branch)
    {
        var key = BranchKeys.Of(branch.Start);
        registry.Add(key, branch);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                if (await _branches.Get(key).RunAsync() || !registry.Contains(key))
                {
                    return;
                }

                throw new InvalidOperationException($"Branch '{key}' was not placed beside its execution.");
            }
            catch (Exception)
            {
                if (!registry.Contains(key))
                {
                    return;
                }

                if ((attempt == MaxAttempts || branch.CancellationToken.IsCancellationRequested || branch.IsOver) && registry.TryTake(key, out _))
                {
                    throw;
                }
            }

            await Task.Delay(s_backoff.After(attempt), timeProvider);
        }
    }
}
