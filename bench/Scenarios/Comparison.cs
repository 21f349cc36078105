using Durable.Bench.Measuring;

namespace Durable.Bench.Scenarios;

/// <summary>Something that executions are compared with in the same run.</summary>
/// <param name="Name">What its numbers begin with.</param>
/// <param name="Share">What the ratio is called.</param>
/// <param name="IsTheirs">Whether the ratio is how much of the executions' rate it has; otherwise how much of its rate the executions have.</param>
internal sealed record Comparison(string Name, string Share, bool IsTheirs = false)
{
    /// <summary>For the report.</summary>
    public IEnumerable<(string Name, double? Value)> Details(CallersRun executions, CallersRun other) =>
    [
        ($"{Name}ExecutionsPerSecond", other.PerSecond),
        ($"{Name}CpuMsPerExecution", other.Cost.ProcessorTime.TotalMilliseconds / other.Count),
        (Share, IsTheirs ? other.PerSecond / executions.PerSecond : executions.PerSecond / other.PerSecond),
    ];
}
