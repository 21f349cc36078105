using System.Diagnostics;
using Durable.Bench.Measuring;

namespace Durable.Bench.Scenarios;

/// <summary>A map whose items each run a step, wait one second and run another step.</summary>
internal sealed class FanOutScenario : IBenchScenario
{
    private const string Function = "fan-out";
    private const int WarmUps = 3;

    private static readonly TimeSpan s_wait = TimeSpan.FromSeconds(1);

    public async Task<BenchReport> RunAsync(BenchEnvironment environment)
    {
        var branches = environment.Options.Branches ?? 999;
        await using var host = await environment.StartHostAsync(static builder => builder.AddFunction<int, int>(Function, RunFunctionAsync));
        for (var i = 0; i < WarmUps; i++)
        {
            await RunOnceAsync(host.Client, branches);
        }

        var usage = environment.Usage;
        environment.Meter.Writes = new Latencies(branches * 8);
        var cost = ProcessCost.Now;
        var begunAt = Stopwatch.GetTimestamp();
        await RunOnceAsync(host.Client, branches);
        var elapsed = Stopwatch.GetElapsedTime(begunAt);
        return new BenchReport
        {
            ElapsedMs = elapsed.TotalMilliseconds,
            ExecutionsPerSecond = 1 / elapsed.TotalSeconds,
            Usage = environment.Usage - usage,
            Details =
            [
                ("branches", branches),
                ("beyondWaitMs", (elapsed - s_wait).TotalMilliseconds),
                ("storeWriteP50Ms", environment.Meter.Writes.Percentile(50)),
                ("cpuMsPerExecution", (ProcessCost.Now - cost).ProcessorTime.TotalMilliseconds),
            ],
        };
    }

    private static async Task RunOnceAsync(IDurableClient client, int branches)
    {
        var execution = await client.StartAsync(Function, branches);
        var sum = await client.WaitForResultAsync<int>(execution.Id);
        if (sum != branches)
        {
            throw new BenchException(Invariant($"{sum} of {branches} branches came to their end"), BenchException.Failed);
        }
    }

    private static async Task<int> RunFunctionAsync(int branches, IDurableContext context)
    {
        var result = await context.MapAsync(
            Enumerable.Range(0, branches).ToArray(),
            static async (branch, _, _, _, cancellationToken) =>
            {
                var before = await branch.StepAsync(static (_, _) => Task.FromResult(0), "before", cancellationToken: cancellationToken);
                await branch.WaitAsync(s_wait, cancellationToken: cancellationToken);
                return await branch.StepAsync((_, _) => Task.FromResult(before + 1), "after", cancellationToken: cancellationToken);
            });
        return result.GetResults().Sum();
    }
}
