using System.Diagnostics;
using System.Runtime;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace Durable.Bench;

/// <summary>The result as the caller reads it.</summary>
internal static class ResultLine
{
    public static JsonObject Of(BenchReport report, BenchEnvironment environment)
    {
        using var process = Process.GetCurrentProcess();
        var result = new JsonObject
        {
            ["scenario"] = environment.Options.Scenario,
            ["host"] = environment.Options.Host,
            ["store"] = environment.Options.Store,
            ["elapsedMs"] = Rounded(report.ElapsedMs),
            ["executionsPerSecond"] = Rounded(report.ExecutionsPerSecond),
            ["storageRequests"] = report.Usage.Requests,
            ["writeUnits"] = Rounded(report.Usage.WriteUnits),
            ["p50Ms"] = Rounded(report.Latencies?.Percentile(50)),
            ["p99Ms"] = Rounded(report.Latencies?.Percentile(99)),
            ["peakWorkingSetBytes"] = process.PeakWorkingSet64,
        };
        if (environment.Options.StoreDelay > TimeSpan.Zero)
        {
            result["storeDelayMs"] = environment.Options.StoreDelay.TotalMilliseconds;
            result["storeDelayActualMs"] = Rounded(report.Usage.Delays.MeanMs);
        }

        if (report.Usage.IndexWriteUnits is { } indexWriteUnits)
        {
            result["indexWriteUnits"] = Rounded(indexWriteUnits);
            result["readUnits"] = Rounded(report.Usage.ReadUnits);
            result["bytesWritten"] = report.Usage.BytesWritten;
            result["bytesRead"] = report.Usage.BytesRead;
        }

        foreach (var (name, value) in report.Details)
        {
            result[name] = Rounded(value);
        }

        result["processors"] = Environment.ProcessorCount;
        result["runtime"] = RuntimeInformation.FrameworkDescription;
        result["serverGc"] = GCSettings.IsServerGC;
        return result;
    }

    // Microseconds are as far as these clocks can be believed.
    private static double? Rounded(double? value) => value is { } number ? Math.Round(number, 3) : null;
}
