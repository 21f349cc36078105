using System.Diagnostics;
using Durable.Bench.Measuring;

namespace Durable.Bench.Scenarios;

/// <summary>One hot execution, with thousands of branches that do step after step, beside ordinary ones: what these still get.</summary>
internal sealed class NeighbourScenario : IBenchScenario
{
    private const string OneStep = "one-step";
    private const string Hot = "hot";
    private const int Callers = 8;
    private const int DefaultBranches = 1000;

    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_headStart = TimeSpan.FromSeconds(1);

    public async Task<BenchReport> RunAsync(BenchEnvironment environment)
    {
        var isOver = false;
        var hotSteps = 0;
        var branches = environment.Options.Branches ?? DefaultBranches;
        await using var host = await environment.StartHostAsync(builder => builder
            .AddFunction<int, int>(OneStep, static (input, context) => context.StepAsync((_, _) => Task.FromResult(input + 1), "add"))
            .AddFunction<int, int>(Hot, async (count, context) => (await context.MapAsync(Enumerable.Range(0, count).ToArray(), async (branch, _, _, _, token) =>
            {
                while (!Volatile.Read(ref isOver))
                {
                    await branch.StepAsync((_, _) => Task.FromResult(Interlocked.Increment(ref hotSteps)), "burn", cancellationToken: token);
                }

                return 0;
            })).SuccessCount));
        var client = host.Client;
        var calls = new ConcurrentCallers(Callers, async () =>
        {
            var execution = await client.StartAsync(OneStep, 1);
            await client.WaitForResultAsync<int>(execution.Id);
        });
        var rate = await calls.WarmUpAsync(s_warmUp);
        var alone = await calls.RunAsync((int)(rate * 3));

        var hot = await client.StartAsync(Hot, branches);
        await Task.Delay(s_headStart);
        var (steps, begunAt) = (Volatile.Read(ref hotSteps), Stopwatch.GetTimestamp());
        var beside = await calls.RunAsync((int)rate);
        var stepsPerSecond = (Volatile.Read(ref hotSteps) - steps) / Stopwatch.GetElapsedTime(begunAt).TotalSeconds;
        Volatile.Write(ref isOver, true);
        await client.WaitForResultAsync<int>(hot.Id);
        return new BenchReport
        {
            ElapsedMs = beside.Elapsed.TotalMilliseconds,
            ExecutionsPerSecond = beside.PerSecond,
            Usage = environment.Usage,
            Latencies = beside.Latencies,
            Details =
            [
                ("hotBranches", branches),
                ("hotStepsPerSecond", stepsPerSecond),
                ("aloneExecutionsPerSecond", alone.PerSecond),
                ("aloneP50Ms", alone.Latencies.Percentile(50)),
                ("aloneP99Ms", alone.Latencies.Percentile(99)),
                ("shareOfAlone", beside.PerSecond / alone.PerSecond),
            ],
        };
    }
}
