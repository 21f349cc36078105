using System.Diagnostics;

namespace Durable.Bench.Measuring;

/// <summary>How long the disk takes to make a small write durable: the floor under every commit.</summary>
internal static class DiskProbe
{
    private const int Writes = 500;
    private const int Bytes = 4096;

    public static Latencies Measure(string directory)
    {
        var path = Path.Combine(directory, "probe");
        var latencies = new Latencies(Writes);
        using (var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
        {
            // In place, as into a write-ahead log that is used again: a file that grows would have its size synced too.
            file.Write(new byte[Writes * Bytes]);
            file.Flush(flushToDisk: true);
            var bytes = new byte[Bytes];
            for (var i = 0; i < Writes; i++)
            {
                var begunAt = Stopwatch.GetTimestamp();
                file.Position = i * Bytes;
                file.Write(bytes);
                file.Flush(flushToDisk: true);
                latencies.AddSince(begunAt);
            }
        }

        File.Delete(path);
        return latencies;
    }
}
