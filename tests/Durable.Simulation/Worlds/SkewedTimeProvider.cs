namespace Durable.Simulation.Worlds;

/// <summary>The clock of one machine: it shows another time than that of others, and somebody may set it. Timers run as long as they should.</summary>
/// <param name="inner">The true time.</param>
internal sealed class SkewedTimeProvider(TimeProvider inner) : TimeProvider
{
    /// <summary>How far ahead of the true time it is.</summary>
    public TimeSpan Skew { get; set; }

    public override long TimestampFrequency => inner.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => inner.GetUtcNow() + Skew;

    public override long GetTimestamp() => inner.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        inner.CreateTimer(callback, state, dueTime, period);
}
