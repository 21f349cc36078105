using System.Diagnostics;

namespace Durable.Bench.Measuring;

/// <summary>Brings the engine's due times, which are dates, and the stopwatch's timestamps together.</summary>
internal sealed class WallClock
{
    private readonly DateTimeOffset _now = TimeProvider.System.GetUtcNow();
    private readonly long _timestamp = Stopwatch.GetTimestamp();

    public long TimestampOf(DateTimeOffset time) => _timestamp + (long)((time - _now).TotalSeconds * Stopwatch.Frequency);
}
