using Durable.Bench.Measuring;
using Durable.Bench.Stores;

namespace Durable.Bench;

/// <summary>What a scenario found out. A number is null where it does not apply.</summary>
internal sealed record BenchReport
{
    public required double ElapsedMs { get; init; }

    public double? ExecutionsPerSecond { get; init; }

    /// <summary>What was asked of the store while the time was taken.</summary>
    public required StoreUsage Usage { get; init; }

    public Latencies? Latencies { get; init; }

    /// <summary>The scenario's own numbers, in the order in which they are shown.</summary>
    public IReadOnlyList<(string Name, double? Value)> Details { get; init; } = [];
}
