using Durable.Bench.Hosts;
using Durable.Bench.Measuring;

namespace Durable.Bench.Scenarios;

/// <summary>
/// One-step executions, started and awaited by many callers through the client; by turns with what they are compared with: the writes alone, the floor of the
/// host, and the same executions with listeners to traces and metrics.
/// </summary>
internal sealed class ThroughputScenario : IBenchScenario
{
    private const string Function = "one-step";
    private const int FillingCallers = 128;

    public async Task<BenchReport> RunAsync(BenchEnvironment environment)
    {
        var callers = SteadyRate.CallersOf(environment.Options);
        await using var host = await environment.StartHostAsync(static builder => builder.AddFunction<int, int>(
            Function, static (input, context) => context.StepAsync((_, _) => Task.FromResult(input + 1), "add")));
        if (environment.Options.Stored > 0)
        {
            await new ConcurrentCallers(FillingCallers, () => CallAsync(host.Client)).RunAsync(environment.Options.Stored);
        }

        var usage = new UsageOfTurns(environment);
        var calls = new ConcurrentCallers(callers, () => CallAsync(host.Client), usage.Begin);
        var others = await ComparedWithAsync(environment, host, callers);

        // Before anything is measured: the database gets faster with use too.
        var rate = await calls.WarmUpAsync(SteadyRate.WarmUp);
        foreach (var (_, other) in others)
        {
            rate = Math.Max(rate, await other.WarmUpAsync(SteadyRate.WarmUp));
        }

        usage.Reset();
        var count = SteadyRate.CountOf(environment.Options, rate);
        var runs = await ConcurrentCallers.RunByTurnsAsync([.. others.Select(static other => other.Calls), calls], count);
        var run = runs[^1];
        return new BenchReport
        {
            ElapsedMs = run.Elapsed.TotalMilliseconds,
            ExecutionsPerSecond = run.PerSecond,
            Usage = usage.Total,
            Latencies = run.Latencies,
            Details =
            [
                ("executions", run.Count),
                ("callers", callers),
                ("stored", environment.Options.Stored > 0 ? environment.Options.Stored : null),
                ("storageRequestsPerExecution", (double)usage.Total.Requests / run.Count),
                ("writeUnitsPerExecution", usage.Total.WriteUnits / run.Count),
                ("bytesWrittenPerExecution", (double?)usage.Total.BytesWritten / run.Count),
                .. run.CostDetails,
                .. others.Zip(runs).SelectMany(pair => pair.First.Comparison.Details(run, pair.Second)),
            ],
        };
    }

    private static Task<int> CallAsync(IDurableClient client) => client.ExecuteAsync<int, int>(Function, 1);

    private static async Task<IReadOnlyList<(Comparison Comparison, ConcurrentCallers Calls)>> ComparedWithAsync(
        BenchEnvironment environment, IBenchHost host, int callers)
    {
        List<(Comparison, ConcurrentCallers)> others = [];
        if (await environment.PrepareBareWritesAsync() is { } writeAsync)
        {
            others.Add((new Comparison("bare", "shareOfBare"), new ConcurrentCallers(callers, writeAsync)));
        }

        if (host.Floor is { } floor)
        {
            others.Add((new Comparison("floor", "shareOfFloor"), new ConcurrentCallers(callers, floor)));
        }

        if (environment.Options.Telemetry)
        {
            others.Add((
                new Comparison("telemetry", "shareWithTelemetry", IsTheirs: true),
                new ConcurrentCallers(callers, () => CallAsync(host.Client), Listening.Start)));
        }

        return others;
    }
}
