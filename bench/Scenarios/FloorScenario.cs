using Durable.Bench.Measuring;

namespace Durable.Bench.Scenarios;

/// <summary>
/// What Orleans itself allows: a grain for each one-step execution that makes its two writes, and nothing of the engine. Throughput on grains is compared with
/// this.
/// </summary>
internal sealed class FloorScenario : IBenchScenario
{
    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_measured = TimeSpan.FromSeconds(5);

    public async Task<BenchReport> RunAsync(BenchEnvironment environment)
    {
        var callers = environment.Options.Callers ?? 64;
        await using var host = await environment.StartHostAsync(static _ => { });
        var floor = host.Floor ?? throw new BenchException("the floor of this host is its store: use the scenario store, or --host orleans", BenchException.Unavailable);
        var calls = new ConcurrentCallers(callers, floor);
        var rate = await calls.WarmUpAsync(s_warmUp);
        var usage = environment.Usage;
        var run = await calls.RunAsync(environment.Options.Executions ?? (int)(rate * s_measured.TotalSeconds) + 1);
        return new BenchReport
        {
            ElapsedMs = run.Elapsed.TotalMilliseconds,
            ExecutionsPerSecond = run.PerSecond,
            Usage = environment.Usage - usage,
            Latencies = run.Latencies,
            Details = [("executions", run.Count), ("callers", callers), .. run.CostDetails],
        };
    }
}
