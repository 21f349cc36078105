namespace Durable;

internal sealed class DelegateRetryStrategy(Func<Exception, int, RetryDecision> decide) : IRetryStrategy
{
    public RetryDecision ShouldRetry(Exception exception, int attemptNumber) => decide(exception, attemptNumber);
}
