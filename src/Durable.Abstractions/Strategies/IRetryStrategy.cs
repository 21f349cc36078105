namespace Durable;

/// <summary>
/// Decides whether a failed attempt is followed by another. It is not asked about errors that a retry cannot fix: the context used inside a body,
/// a body that returned null instead of a task, and <see cref="PayloadSerializationException"/>. They fail the step at once.
/// </summary>
public interface IRetryStrategy
{
    /// <summary>Called once after each failed attempt.</summary>
    /// <param name="exception">What the attempt threw; <see cref="StepInterruptedException"/> when the process died in it.</param>
    /// <param name="attemptNumber">The attempt that just failed, from 1.</param>
    RetryDecision ShouldRetry(Exception exception, int attemptNumber);
}
