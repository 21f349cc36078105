namespace Durable;

internal sealed class PolledWaitStrategy<TState> : IWaitStrategy<TState>
{
    private readonly int _maxAttempts;
    private readonly Func<int, double> _secondsAfter;
    private readonly Func<TState, bool>? _isDone;

    public PolledWaitStrategy(int maxAttempts, Func<int, double> secondsAfter, Func<TState, bool>? isDone)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxAttempts, 1);
        _maxAttempts = maxAttempts;
        _secondsAfter = secondsAfter;
        _isDone = isDone;
    }

    public WaitDecision Decide(TState state, int attemptNumber) =>
        _isDone?.Invoke(state) == true ? WaitDecision.Stop()
        : attemptNumber >= _maxAttempts ? WaitDecision.GiveUp()
        : WaitDecision.ContinueAfter(TimeSpan.FromSeconds(_secondsAfter(attemptNumber)));
}
