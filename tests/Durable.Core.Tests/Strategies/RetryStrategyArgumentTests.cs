namespace Durable.Core.Tests.Strategies;

public sealed class RetryStrategyArgumentTests
{
    [Fact]
    public void What_could_not_wait_or_match_is_refused_when_it_is_made()
    {
        Action[] calls =
        [
            static () => RetryStrategy.Exponential(maxAttempts: 0),
            static () => RetryStrategy.Exponential(initialDelay: TimeSpan.Zero),
            static () => RetryStrategy.Exponential(initialDelay: TimeSpan.FromSeconds(-1)),
            static () => RetryStrategy.Exponential(initialDelay: TimeSpan.FromSeconds(10), maxDelay: TimeSpan.FromSeconds(9)),
            static () => RetryStrategy.Exponential(maxDelay: DurableLimits.MaxDelay + TimeSpan.FromSeconds(1)),
            static () => RetryStrategy.Exponential(backoffRate: 0.9),
            static () => RetryStrategy.Exponential(backoffRate: double.NaN),
            static () => RetryStrategy.Exponential(jitter: (JitterStrategy)7),
            static () => RetryDecision.RetryAfter(TimeSpan.FromSeconds(-1)),
            static () => RetryDecision.RetryAfter(DurableLimits.MaxDelay + TimeSpan.FromSeconds(1)),
        ];

        Assert.All(calls, static call => Assert.Throws<ArgumentOutOfRangeException>(call));
        Assert.Throws<ArgumentException>(static () => RetryStrategy.Exponential(retryableExceptions: [typeof(string)]));
        Assert.Throws<ArgumentException>(static () => RetryStrategy.Exponential(retryableExceptions: [null!]));
    }
}
