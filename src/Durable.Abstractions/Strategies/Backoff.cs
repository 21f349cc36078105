namespace Durable;

/// <summary>How long to leave alone what has just failed: after each failure longer, up to a limit.</summary>
/// <param name="First">Pause after the first failure.</param>
/// <param name="Longest">No pause is longer.</param>
/// <param name="Factor">How many times longer each pause is than the one before; at least 1.</param>
/// <param name="Jitter">
/// 0 to less than 1, drawn for each pause: the pause is then between half and all of what it would be. For where many meet the same trouble and
/// must not come back as one. Null for exact pauses.
/// </param>
internal readonly record struct Backoff(TimeSpan First, TimeSpan Longest, double Factor = 2, Func<double>? Jitter = null)
{
    /// <summary>The pause after so many failures in a row, from 1.</summary>
    public TimeSpan After(int failures)
    {
        var ticks = Math.Min(First.Ticks * Math.Pow(Factor, failures - 1), Longest.Ticks);
        return TimeSpan.FromTicks((long)(Jitter is { } draw ? ticks * (0.5 + (draw() / 2)) : ticks));
    }
}
