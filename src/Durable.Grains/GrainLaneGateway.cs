using Durable.Core.Engine;
using Durable.Core.Engine.Lanes;

namespace Durable.Grains;

/// <summary>A branch's way to its execution's grain.</summary>
internal sealed class GrainLaneGateway(IGrainFactory grains, BranchRegistry registry, ExecutionId executionId) : ILaneGateway
{
    private readonly IBranchHostGrain _execution = grains.GetGrain<IBranchHostGrain>(executionId.ToString());

    public async Task<LaneReply> ExchangeAsync(LaneMessage message) =>
        (await _execution.ExchangeAsync(new LaneMessageEnvelope(message))).Reply;

    public async Task<T> RunBranchAsync<T>(LaneOpening opening, Func<IExecutionChannel, Task<T>> body)
    {
        var key = BranchKeys.Of(executionId, opening.ActivationId, opening.Lane);
        var start = new BranchStart<T>(opening, this, body);
        registry.Add(key, start);
        if (!await grains.GetGrain<IBranchGrain>(key).RunAsync())
        {
            throw new InvalidOperationException($"Branch '{key}' was not placed beside its execution.");
        }

        return await start.Outcome;
    }
}
