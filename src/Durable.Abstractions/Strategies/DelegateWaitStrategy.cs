namespace Durable;

internal sealed class DelegateWaitStrategy<TState>(Func<TState, int, WaitDecision> decide) : IWaitStrategy<TState>
{
    public WaitDecision Decide(TState state, int attemptNumber) => decide(state, attemptNumber);
}
