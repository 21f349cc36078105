using Durable.Bench.Measuring;

namespace Durable.Bench.Scenarios;

/// <summary>
/// What the store alone can do: the create and the commit of a one-step execution, without an engine. A throughput says little unless it
/// is compared with this.
/// </summary>
internal sealed class StoreScenario : IBenchScenario
{
    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_measured = TimeSpan.FromSeconds(5);

    public async Task<BenchReport> RunAsync(BenchEnvironment environment)
    {
        var callers = environment.Options.Callers ?? 64;
        var disk = environment.DataDirectory is { } directory ? DiskProbe.Measure(directory) : null;
        var calls = new ConcurrentCallers(callers, () => environment.Store.WriteBareAsync(new BareExecution(TimeProvider.System.GetUtcNow())));
        var rate = await calls.WarmUpAsync(s_warmUp);
        var usage = environment.Usage;
        var run = await calls.RunAsync(environment.Options.Executions ?? (int)(rate * s_measured.TotalSeconds) + 1);
        usage = environment.Usage - usage;
        return new BenchReport
        {
            ElapsedMs = run.Elapsed.TotalMilliseconds,
            ExecutionsPerSecond = run.PerSecond,
            Usage = usage,
            Latencies = run.Latencies,
            Details =
            [
                ("executions", run.Count),
                ("callers", callers),
                ("requestsPerSecond", usage.Requests / run.Elapsed.TotalSeconds),
                .. run.CostDetails,
                ("diskSyncP50Ms", disk?.Percentile(50)),
                ("diskSyncP99Ms", disk?.Percentile(99)),
            ],
        };
    }
}
