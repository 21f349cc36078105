namespace Durable;

internal sealed class ExponentialRetryStrategy : IRetryStrategy
{
    private readonly int _maxAttempts;
    private readonly Backoff _backoff;
    private readonly JitterStrategy _jitter;
    private readonly RetryFilter _filter;

    public ExponentialRetryStrategy(
        int maxAttempts, TimeSpan initialDelay, TimeSpan maxDelay, double backoffRate, JitterStrategy jitter, RetryFilter filter)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxAttempts, 1);

        // From nothing no factor makes a delay.
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(initialDelay, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxDelay, initialDelay);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxDelay, DurableLimits.MaxDelay);
        if (!(backoffRate >= 1) || double.IsInfinity(backoffRate))
        {
            throw new ArgumentOutOfRangeException(nameof(backoffRate), backoffRate, "The back-off rate must be a number of at least 1.");
        }

        Jitter.Require(jitter);
        _maxAttempts = maxAttempts;
        _backoff = new Backoff(initialDelay, maxDelay, backoffRate);
        _jitter = jitter;
        _filter = filter;
    }

    public RetryDecision ShouldRetry(Exception exception, int attemptNumber)
    {
        if (attemptNumber >= _maxAttempts || !_filter.Matches(exception))
        {
            return RetryDecision.DoNotRetry();
        }

        var seconds = Jitter.Apply(_backoff.After(attemptNumber).TotalSeconds, _jitter);
        return RetryDecision.RetryAfter(TimeSpan.FromSeconds(seconds));
    }
}
