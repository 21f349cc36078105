using Durable.Bench.Measuring;

namespace Durable.Bench.Scenarios;

/// <summary>
/// What Orleans itself allows: a grain for each one-step execution that makes its two writes, and nothing of the engine. Throughput on grains is compared with
/// this.
/// </summary>
internal sealed class FloorScenario : IBenchScenario
{
    public async Task<BenchReport> RunAsync(BenchEnvironment environment)
    {
        await using var host = await environment.StartHostAsync(static _ => { });
        var floor = host.Floor ?? throw new BenchException("the floor of this host is its store: use the scenario store, or --host orleans", BenchException.Unavailable);
        return await SteadyRate.RunAsync(environment, floor);
    }
}
