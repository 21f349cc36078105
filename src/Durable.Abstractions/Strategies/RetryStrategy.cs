namespace Durable;

/// <summary>Ready-made retry strategies. Numbers are those documented for the AWS SDKs.</summary>
public static class RetryStrategy
{
    /// <summary>6 attempts; 5 s doubling up to 60 s; full jitter. Used when a step names none.</summary>
    public static IRetryStrategy Default { get; } =
        Exponential(6, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(60));

    /// <summary>3 attempts; 1 s doubling up to 5 s; half jitter.</summary>
    public static IRetryStrategy Transient { get; } =
        Exponential(3, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), jitter: JitterStrategy.Half);

    /// <summary>One attempt.</summary>
    public static IRetryStrategy None { get; } = FromDelegate(static (_, _) => RetryDecision.DoNotRetry());

    /// <summary>Delays that grow by a factor.</summary>
    /// <param name="maxAttempts">Attempts in all, the first included; at least 1.</param>
    /// <param name="initialDelay">Delay after the first attempt, more than 0; default 5 s.</param>
    /// <param name="maxDelay">Ceiling of the delay before jitter; default 300 s.</param>
    /// <param name="backoffRate">Factor per attempt; at least 1.</param>
    /// <param name="jitter">How the delay is spread.</param>
    /// <param name="retryableExceptions">Exception types, subclasses included, that are retried.</param>
    /// <param name="retryableMessagePatterns">Regular expressions; an exception whose message matches one is retried.</param>
    /// <remarks>With neither filter every exception is retried; with one or both, an exception must match either.</remarks>
    /// <exception cref="ArgumentException">A number is out of range or a pattern is not a regular expression.</exception>
    public static IRetryStrategy Exponential(
        int maxAttempts = 3,
        TimeSpan? initialDelay = null,
        TimeSpan? maxDelay = null,
        double backoffRate = 2.0,
        JitterStrategy jitter = JitterStrategy.Full,
        Type[]? retryableExceptions = null,
        string[]? retryableMessagePatterns = null) =>
        new ExponentialRetryStrategy(
            maxAttempts,
            initialDelay ?? TimeSpan.FromSeconds(5),
            maxDelay ?? TimeSpan.FromSeconds(300),
            backoffRate,
            jitter,
            new RetryFilter(retryableExceptions, retryableMessagePatterns));

    /// <summary>A strategy from a function of the exception and the attempt that failed, from 1.</summary>
    /// <param name="decide">The function.</param>
    public static IRetryStrategy FromDelegate(Func<Exception, int, RetryDecision> decide)
    {
        ArgumentNullException.ThrowIfNull(decide);
        return new DelegateRetryStrategy(decide);
    }
}
