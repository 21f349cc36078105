using Durable.Bench.Measuring;

namespace Durable.Bench.Scenarios;

/// <summary>
/// What the store alone can do: the create and the commit of a one-step execution, without an engine. A throughput says little unless it
/// is compared with this.
/// </summary>
internal sealed class StoreScenario : IBenchScenario
{
    public async Task<BenchReport> RunAsync(BenchEnvironment environment)
    {
        var disk = environment.DataDirectory is { } directory ? DiskProbe.Measure(directory) : null;
        var report = await SteadyRate.RunAsync(environment, () => environment.Store.WriteBareAsync(new BareExecution(TimeProvider.System.GetUtcNow())));
        return report with { Details = [.. report.Details, ("diskSyncP50Ms", disk?.Percentile(50)), ("diskSyncP99Ms", disk?.Percentile(99))] };
    }
}
