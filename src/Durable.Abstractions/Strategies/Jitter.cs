namespace Durable;

internal static class Jitter
{
    // The chosen delay is checkpointed with the attempt, so randomness here never makes a replay diverge.
    public static double Apply(double seconds, JitterStrategy strategy) => strategy switch
    {
        JitterStrategy.None => seconds,
        JitterStrategy.Full => Random.Shared.NextDouble() * seconds,
        JitterStrategy.Half => (seconds / 2) + (Random.Shared.NextDouble() * seconds / 2),
        _ => throw new ArgumentOutOfRangeException(nameof(strategy), strategy, "Unknown jitter strategy."),
    };
}
