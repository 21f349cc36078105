namespace Durable.Bench.Measuring;

/// <summary>What many callers do for some seconds, after some seconds in which nothing is measured.</summary>
internal static class SteadyRate
{
    public static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan s_measured = TimeSpan.FromSeconds(5);

    /// <summary>How many callers there are, if the command line does not say.</summary>
    public static int CallersOf(BenchOptions options) => options.Callers ?? 64;

    /// <summary>How often it is done, if the command line does not say.</summary>
    /// <param name="options">The command line.</param>
    /// <param name="rate">How often a second it was done while it warmed up.</param>
    public static int CountOf(BenchOptions options, double rate) => options.Executions ?? (int)(rate * s_measured.TotalSeconds) + 1;

    /// <summary>Measures one thing.</summary>
    /// <param name="environment">Where.</param>
    /// <param name="actAsync">What each caller does.</param>
    public static async Task<BenchReport> RunAsync(BenchEnvironment environment, Func<Task> actAsync)
    {
        var callers = CallersOf(environment.Options);
        var calls = new ConcurrentCallers(callers, actAsync);
        var rate = await calls.WarmUpAsync(WarmUp);
        var usage = environment.Usage;
        var run = await calls.RunAsync(CountOf(environment.Options, rate));
        usage = environment.Usage - usage;
        return new BenchReport
        {
            ElapsedMs = run.Elapsed.TotalMilliseconds,
            ExecutionsPerSecond = run.PerSecond,
            Usage = usage,
            Latencies = run.Latencies,
            Details = [("executions", run.Count), ("callers", callers), ("requestsPerSecond", usage.Requests / run.Elapsed.TotalSeconds), .. run.CostDetails],
        };
    }
}
