namespace Durable;

/// <summary>Ready-made wait strategies. Numbers are those documented for the AWS SDKs.</summary>
/// <remarks>
/// Whether the condition is met is looked at before whether polls are used up, so the last poll may still succeed. Without
/// <c>isDone</c> it is never met, and the operation fails when the polls are used up.
/// </remarks>
public static class WaitStrategy
{
    private static readonly TimeSpan s_initialDelay = TimeSpan.FromSeconds(5);

    /// <summary>Delays that grow by a factor.</summary>
    /// <typeparam name="TState">What the polls hand on to each other.</typeparam>
    /// <param name="maxAttempts">Polls in all; at least 1.</param>
    /// <param name="initialDelay">Delay after the first poll, more than 0; default 5 s.</param>
    /// <param name="maxDelay">Ceiling of the delay before jitter; default 300 s.</param>
    /// <param name="backoffRate">Factor per poll; at least 1.</param>
    /// <param name="jitter">How the delay is spread.</param>
    /// <param name="isDone">Whether the condition is met.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public static IWaitStrategy<TState> Exponential<TState>(
        int maxAttempts = 60,
        TimeSpan? initialDelay = null,
        TimeSpan? maxDelay = null,
        double backoffRate = 1.5,
        JitterStrategy jitter = JitterStrategy.Full,
        Func<TState, bool>? isDone = null)
    {
        var initial = RequireDelay(initialDelay ?? s_initialDelay, nameof(initialDelay));
        var ceiling = RequireDelay(maxDelay ?? TimeSpan.FromSeconds(300), nameof(maxDelay));
        ArgumentOutOfRangeException.ThrowIfLessThan(ceiling, initial, nameof(maxDelay));
        if (!(backoffRate >= 1) || double.IsInfinity(backoffRate))
        {
            throw new ArgumentOutOfRangeException(nameof(backoffRate), backoffRate, "The back-off rate must be a number of at least 1.");
        }

        Jitter.Require(jitter);
        var backoff = new Backoff(initial, ceiling, backoffRate);
        return new PolledWaitStrategy<TState>(maxAttempts, attempt => Jitter.Apply(backoff.After(attempt).TotalSeconds, jitter), isDone);
    }

    /// <summary>Delays that grow by a summand.</summary>
    /// <typeparam name="TState">What the polls hand on to each other.</typeparam>
    /// <param name="maxAttempts">Polls in all; at least 1.</param>
    /// <param name="initialDelay">Delay after the first poll, more than 0; default 5 s.</param>
    /// <param name="increment">What each further delay is longer, 0 or more; default 5 s.</param>
    /// <param name="maxDelay">Ceiling of the delay; default none but 366 days.</param>
    /// <param name="isDone">Whether the condition is met.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public static IWaitStrategy<TState> Linear<TState>(
        int maxAttempts = 60,
        TimeSpan? initialDelay = null,
        TimeSpan? increment = null,
        TimeSpan? maxDelay = null,
        Func<TState, bool>? isDone = null)
    {
        var initial = RequireDelay(initialDelay ?? s_initialDelay, nameof(initialDelay));
        var step = increment ?? TimeSpan.FromSeconds(5);
        ArgumentOutOfRangeException.ThrowIfLessThan(step, TimeSpan.Zero, nameof(increment));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(step, DurableLimits.MaxDelay, nameof(increment));
        var ceiling = RequireDelay(maxDelay ?? DurableLimits.MaxDelay, nameof(maxDelay));
        ArgumentOutOfRangeException.ThrowIfLessThan(ceiling, initial, nameof(maxDelay));
        return new PolledWaitStrategy<TState>(
            maxAttempts, attempt => Math.Min(initial.TotalSeconds + (step.TotalSeconds * (attempt - 1)), ceiling.TotalSeconds), isDone);
    }

    /// <summary>Always the same delay.</summary>
    /// <typeparam name="TState">What the polls hand on to each other.</typeparam>
    /// <param name="delay">Delay after each poll, more than 0.</param>
    /// <param name="maxAttempts">Polls in all; at least 1.</param>
    /// <param name="isDone">Whether the condition is met.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public static IWaitStrategy<TState> Fixed<TState>(TimeSpan delay, int maxAttempts = 60, Func<TState, bool>? isDone = null)
    {
        var seconds = RequireDelay(delay, nameof(delay)).TotalSeconds;
        return new PolledWaitStrategy<TState>(maxAttempts, _ => seconds, isDone);
    }

    /// <summary>A strategy from a function of the state and the poll that ended, from 1.</summary>
    /// <typeparam name="TState">What the polls hand on to each other.</typeparam>
    /// <param name="decide">The function.</param>
    public static IWaitStrategy<TState> FromDelegate<TState>(Func<TState, int, WaitDecision> decide)
    {
        ArgumentNullException.ThrowIfNull(decide);
        return new DelegateWaitStrategy<TState>(decide);
    }

    private static TimeSpan RequireDelay(TimeSpan delay, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(delay, TimeSpan.Zero, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(delay, DurableLimits.MaxDelay, name);
        return delay;
    }
}
