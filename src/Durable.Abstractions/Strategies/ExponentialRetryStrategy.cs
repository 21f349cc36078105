namespace Durable;

internal sealed class ExponentialRetryStrategy : IRetryStrategy
{
    private readonly int _maxAttempts;
    private readonly TimeSpan _initialDelay;
    private readonly TimeSpan _maxDelay;
    private readonly double _backoffRate;
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
        _initialDelay = initialDelay;
        _maxDelay = maxDelay;
        _backoffRate = backoffRate;
        _jitter = jitter;
        _filter = filter;
    }

    public RetryDecision ShouldRetry(Exception exception, int attemptNumber)
    {
        if (attemptNumber >= _maxAttempts || !_filter.Matches(exception))
        {
            return RetryDecision.DoNotRetry();
        }

        var grown = _initialDelay.TotalSeconds * Math.Pow(_backoffRate, attemptNumber - 1);
        var seconds = Jitter.Apply(Math.Min(grown, _maxDelay.TotalSeconds), _jitter);
        return RetryDecision.RetryAfter(TimeSpan.FromSeconds(seconds));
    }
}
