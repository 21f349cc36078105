using System.Diagnostics;
using Durable.Bench.Measuring;

namespace Durable.Bench.Scenarios;

/// <summary>Steps one after the other: each waits for the checkpoint of the one before it, alone.</summary>
internal sealed class SequentialScenario : IBenchScenario
{
    private const string Function = "sequential";

    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(2);

    private Latencies _steps = new(0);

    public async Task<BenchReport> RunAsync(BenchEnvironment environment)
    {
        var steps = environment.Options.Steps ?? 10;
        var executions = environment.Options.Executions ?? 1;
        await using var host = await environment.StartHostAsync(builder => builder.AddFunction<int, int>(Function, RunFunctionAsync));
        var calls = new ConcurrentCallers(1, async () =>
        {
            var execution = await host.Client.StartAsync(Function, steps);
            await host.Client.WaitForResultAsync<int>(execution.Id);
        });

        await calls.WarmUpAsync(s_warmUp);
        _steps = new Latencies(executions * steps);
        environment.Meter.Writes = new Latencies(executions * (steps + 1));
        var usage = environment.Usage;
        var run = await calls.RunAsync(executions);
        usage = environment.Usage - usage;
        var stepMs = _steps.Percentile(50);
        var writeMs = environment.Meter.Writes.Percentile(50);
        return new BenchReport
        {
            ElapsedMs = run.Elapsed.TotalMilliseconds,
            ExecutionsPerSecond = run.PerSecond,
            Usage = usage,
            Latencies = _steps,
            Details =
            [
                ("executions", executions),
                ("steps", steps),
                ("storageRequestsPerExecution", (double)usage.Requests / executions),
                ("storeWriteP50Ms", writeMs),
                ("beyondStoreP50Ms", stepMs - writeMs),
                ("executionP50Ms", run.Latencies.Percentile(50)),
                .. run.CostDetails,
            ],
        };
    }

    private async Task<int> RunFunctionAsync(int steps, IDurableContext context)
    {
        var total = 0;
        for (var step = 0; step < steps; step++)
        {
            var begunAt = Stopwatch.GetTimestamp();
            total = await context.StepAsync((_, _) => Task.FromResult(total + 1), "add");

            // The first step has no checkpoint to wait for.
            if (step > 0)
            {
                _steps.AddSince(begunAt);
            }
        }

        return total;
    }
}
