using Durable.Bench.Measuring;

namespace Durable.Bench.Scenarios;

/// <summary>One-step executions, started and awaited by many callers through the client.</summary>
internal sealed class ThroughputScenario : IBenchScenario
{
    private const string Function = "one-step";

    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_measured = TimeSpan.FromSeconds(5);

    public async Task<BenchReport> RunAsync(BenchEnvironment environment)
    {
        var callers = environment.Options.Callers ?? 64;
        await using var host = await environment.StartHostAsync(static builder => builder.AddFunction<int, int>(
            Function, static (input, context) => context.StepAsync((_, _) => Task.FromResult(input + 1), "add")));
        var client = host.Client;
        var calls = new ConcurrentCallers(callers, async () =>
        {
            var execution = await client.StartAsync(Function, 1);
            await client.WaitForResultAsync<int>(execution.Id);
        });

        var bare = await environment.PrepareBareWritesAsync() is { } writeAsync ? new ConcurrentCallers(callers, writeAsync) : null;

        // Before anything is measured: the database gets faster with use too.
        var rate = Math.Max(await calls.WarmUpAsync(s_warmUp), bare is null ? 0 : await bare.WarmUpAsync(s_warmUp));
        var count = environment.Options.Executions ?? (int)(rate * s_measured.TotalSeconds) + 1;

        // The store counts its own requests only, not the bare ones.
        var usage = environment.Usage;
        var (run, bareRun) = bare is null ? (await calls.RunAsync(count), null) : await calls.RunByTurnsAsync(bare, count);
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
                ("storageRequestsPerExecution", (double)usage.Requests / run.Count),
                ("writeUnitsPerExecution", usage.WriteUnits / run.Count),
                ("bytesWrittenPerExecution", (double?)usage.BytesWritten / run.Count),
                .. run.CostDetails,
                ("bareExecutionsPerSecond", bareRun?.PerSecond),
                ("bareCpuMsPerExecution", bareRun?.Cost.ProcessorTime.TotalMilliseconds / bareRun?.Count),
                ("shareOfBare", run.PerSecond / bareRun?.PerSecond),
            ],
        };
    }
}
