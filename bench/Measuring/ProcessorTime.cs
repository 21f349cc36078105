using System.Diagnostics;

namespace Durable.Bench.Measuring;

/// <summary>Processor time of this process, its callers and its collector included.</summary>
internal static class ProcessorTime
{
    public static TimeSpan Total
    {
        get
        {
            using var process = Process.GetCurrentProcess();
            return process.TotalProcessorTime;
        }
    }
}
