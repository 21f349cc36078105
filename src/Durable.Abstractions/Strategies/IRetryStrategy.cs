namespace Durable;

/// <summary>Decides whether a failed attempt is followed by another.</summary>
public interface IRetryStrategy
{
    /// <summary>Called once after each failed attempt.</summary>
    /// <param name="exception">What the attempt threw; <see cref="StepInterruptedException"/> when the process died in it.</param>
    /// <param name="attemptNumber">The attempt that just failed, from 1.</param>
    RetryDecision ShouldRetry(Exception exception, int attemptNumber);
}
