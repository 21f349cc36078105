namespace Durable.Bench.Measuring;

/// <summary>What came of calling.</summary>
/// <param name="Count">How many calls.</param>
/// <param name="Elapsed">How long all of them took.</param>
/// <param name="Cost">What they cost the process.</param>
/// <param name="Latencies">How long each took.</param>
internal sealed record CallersRun(int Count, TimeSpan Elapsed, ProcessCost Cost, Latencies Latencies)
{
    public static CallersRun operator +(CallersRun left, CallersRun right) =>
        left with { Count = left.Count + right.Count, Elapsed = left.Elapsed + right.Elapsed, Cost = left.Cost + right.Cost };

    public static CallersRun None(Latencies latencies) => new(0, TimeSpan.Zero, default, latencies);

    public double PerSecond => Count / Elapsed.TotalSeconds;

    /// <summary>For the report.</summary>
    public IEnumerable<(string Name, double? Value)> CostDetails =>
    [
        ("cpuMsPerExecution", Cost.ProcessorTime.TotalMilliseconds / Count),
        ("allocatedBytesPerExecution", Math.Round((double)Cost.AllocatedBytes / Count)),
        ("gcPauseMs", Cost.GcPause.TotalMilliseconds),
    ];
}
