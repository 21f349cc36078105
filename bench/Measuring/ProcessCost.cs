using System.Diagnostics;

namespace Durable.Bench.Measuring;

/// <summary>What this process has cost, its callers and its collector included.</summary>
internal readonly record struct ProcessCost(TimeSpan ProcessorTime, long AllocatedBytes, TimeSpan GcPause)
{
    public static ProcessCost Now
    {
        get
        {
            using var process = Process.GetCurrentProcess();
            return new ProcessCost(process.TotalProcessorTime, GC.GetTotalAllocatedBytes(), GC.GetTotalPauseDuration());
        }
    }

    public static ProcessCost operator +(ProcessCost left, ProcessCost right) => new(
        left.ProcessorTime + right.ProcessorTime, left.AllocatedBytes + right.AllocatedBytes, left.GcPause + right.GcPause);

    public static ProcessCost operator -(ProcessCost left, ProcessCost right) => new(
        left.ProcessorTime - right.ProcessorTime, left.AllocatedBytes - right.AllocatedBytes, left.GcPause - right.GcPause);
}
