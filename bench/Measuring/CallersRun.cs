namespace Durable.Bench.Measuring;

/// <summary>What came of calling.</summary>
internal sealed record CallersRun(int Count, TimeSpan Elapsed, TimeSpan ProcessorTime, Latencies Latencies)
{
    public double PerSecond => Count / Elapsed.TotalSeconds;

    public double ProcessorMsPerCall => ProcessorTime.TotalMilliseconds / Count;
}
