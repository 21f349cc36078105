using Durable.Core.Hosting;

namespace Durable.Core.Engine;

/// <summary>A wake-up whose time has passed, though the host's clock, which has gone back, does not show it.</summary>
/// <param name="At">The time that it was asked for.</param>
/// <param name="NoticedAt">What the clock showed when it was noticed that it had gone back.</param>
internal readonly record struct OversleptWakeUp(DateTimeOffset At, DateTimeOffset NoticedAt)
{
    /// <summary>
    /// Whether it was asked for before the clock went back. One of the moments between that and its notice was not: its time is by the clock as
    /// it is.
    /// </summary>
    /// <param name="askedAt">When it was asked for, by the execution's time.</param>
    public bool IsFromBefore(DateTimeOffset askedAt) => askedAt > NoticedAt || askedAt < NoticedAt - (ClockWatch.Interval * 2);
}
