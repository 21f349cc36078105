namespace Durable.Grains.Tests;

/// <summary>Passes a call on and says at its end which step it came from.</summary>
[Alias("durable.tests.relay")]
internal interface IRelayGrain : IGrainWithIntegerKey
{
    [Alias("relay")]
    Task<string?[]> RelayAsync(int hops);
}

internal sealed class RelayGrain : Grain, IRelayGrain
{
    public async Task<string?[]> RelayAsync(int hops) => hops > 0
        ? await GrainFactory.GetGrain<IRelayGrain>(hops).RelayAsync(hops - 1)
        : [StepRequestContext.EffectId, StepRequestContext.AttemptId];
}

/// <summary>Calls grains from a step.</summary>
internal sealed class CallGrainFunction(IGrainFactory grains) : IDurableFunction<int, string?[]>
{
    public Task<string?[]> RunAsync(int hops, IDurableContext context) => context.StepAsync<string?[]>(
        async (step, _) => [step.EffectId, step.AttemptId, .. await grains.GetGrain<IRelayGrain>(100).RelayAsync(hops)]);
}
