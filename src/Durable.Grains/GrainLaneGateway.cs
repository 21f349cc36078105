using System.Collections.Concurrent;
using Durable.Core.Engine;
using Durable.Core.Engine.Lanes;

namespace Durable.Grains;

/// <summary>The way between an execution's grain and its branches.</summary>
internal sealed class GrainLaneGateway(IGrainFactory grains, BranchRegistry registry, ExecutionId executionId, TimeProvider timeProvider) : ILaneGateway
{
    private const int MaxAttempts = 5;

    private static readonly TimeSpan s_firstDelay = TimeSpan.FromMilliseconds(50);

    private readonly IBranchHostGrain _execution = grains.GetGrain<IBranchHostGrain>(executionId.ToString());
    private readonly ConcurrentDictionary<int, BranchStart> _branches = new();

    /// <summary>Branches that have begun and not ended.</summary>
    public IEnumerable<BranchStart> Branches => _branches.Values.Where(static branch => branch.HasBegun);

    public async Task<LaneReply> ExchangeAsync(LaneMessage message) =>
        (await _execution.ExchangeAsync(new LaneMessageEnvelope(message))).Reply;

    public async Task<T> RunBranchAsync<T>(LaneOpening opening, Func<IExecutionChannel, Task<T>> body)
    {
        var start = new BranchStart<T>(opening, this, body);
        _branches.TryAdd(opening.Lane, start);
        try
        {
            if (!await TryBeginAsync(opening, start))
            {
                return await new TaskCompletionSource<T>().Task;
            }

            return await start.Outcome;
        }
        finally
        {
            _branches.TryRemove(opening.Lane, out _);
        }
    }

    /// <summary>The way to a branch: in memory, because it has begun in this silo. Null when it has ended.</summary>
    public ILaneWaker? GetWaker(int lane) => _branches.GetValueOrDefault(lane);

    // While silos come and go, a call may fail though all is well here; user code must not see that. Who takes the start out of the
    // registry decides whether the branch has begun.
    private async Task<bool> TryBeginAsync(LaneOpening opening, BranchStart start)
    {
        var key = BranchKeys.Of(executionId, opening.ActivationId, opening.Lane);
        registry.Add(key, start);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                if (await grains.GetGrain<IBranchGrain>(key).RunAsync() || !registry.Contains(key))
                {
                    return true;
                }

                throw new InvalidOperationException($"Branch '{key}' was not placed beside its execution.");
            }
            catch (Exception exception)
            {
                if (!registry.Contains(key))
                {
                    return true;
                }

                if ((attempt == MaxAttempts || opening.CancellationToken.IsCancellationRequested) && registry.TryTake(key, out _))
                {
                    opening.CancellationToken.ThrowIfCancellationRequested();
                    opening.GiveUp(exception);
                    return false;
                }
            }

            await Task.Delay(s_firstDelay * (1 << attempt), timeProvider);
        }
    }
}
