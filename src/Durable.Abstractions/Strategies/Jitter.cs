namespace Durable;

internal static class Jitter
{
    // The chosen delay is checkpointed with the attempt, so randomness here never makes a replay diverge.
    public static double Apply(double seconds, JitterStrategy strategy) => strategy switch
    {
        JitterStrategy.None => seconds,
        JitterStrategy.Full => Random.Shared.NextDouble() * seconds,
        JitterStrategy.Half => (seconds / 2) + (Random.Shared.NextDouble() * seconds / 2),
        _ => throw Unknown(strategy),
    };

    public static void Require(JitterStrategy jitter)
    {
        if (!Enum.IsDefined(jitter))
        {
            throw Unknown(jitter);
        }
    }

    private static ArgumentOutOfRangeException Unknown(JitterStrategy jitter) => new(nameof(jitter), jitter, "The jitter must be None, Full or Half.");
}
