namespace Durable;

/// <summary>Decides whether a condition is met.</summary>
/// <typeparam name="TState">What the polls hand on to each other.</typeparam>
public interface IWaitStrategy<in TState>
{
    /// <summary>Called once after each poll. What it throws fails the operation.</summary>
    /// <param name="state">What the poll came to, as the next one would get it.</param>
    /// <param name="attemptNumber">The poll that just ended, from 1.</param>
    WaitDecision Decide(TState state, int attemptNumber);
}
