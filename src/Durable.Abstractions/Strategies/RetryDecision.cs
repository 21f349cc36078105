namespace Durable;

/// <summary>Answer of an <see cref="IRetryStrategy"/>.</summary>
public readonly record struct RetryDecision
{
    private RetryDecision(bool shouldRetry, TimeSpan delay)
    {
        ShouldRetry = shouldRetry;
        Delay = delay;
    }

    /// <summary>Whether another attempt follows.</summary>
    public bool ShouldRetry { get; }

    /// <summary>Time until the next attempt; the engine rounds it up to whole seconds, at least 1.</summary>
    public TimeSpan Delay { get; }

    /// <summary>The step fails.</summary>
    public static RetryDecision DoNotRetry() => default;

    /// <summary>Another attempt after <paramref name="delay"/>.</summary>
    /// <param name="delay">Not negative, at most 366 days.</param>
    /// <exception cref="ArgumentOutOfRangeException">The delay is negative or too long.</exception>
    public static RetryDecision RetryAfter(TimeSpan delay)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(delay, DurableLimits.MaxDelay);
        return new RetryDecision(shouldRetry: true, delay);
    }
}
