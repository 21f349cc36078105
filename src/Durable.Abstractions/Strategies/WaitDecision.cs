namespace Durable;

/// <summary>Answer of an <see cref="IWaitStrategy{TState}"/>. The default value stops.</summary>
public readonly record struct WaitDecision
{
    private WaitDecision(bool shouldContinue, bool isExhausted, TimeSpan delay)
    {
        ShouldContinue = shouldContinue;
        IsExhausted = isExhausted;
        Delay = delay;
    }

    /// <summary>Whether another poll follows.</summary>
    public bool ShouldContinue { get; }

    /// <summary>Whether the condition is not met and no other poll follows.</summary>
    public bool IsExhausted { get; }

    /// <summary>Time until the next poll; the engine rounds it up to whole seconds, at least 1.</summary>
    public TimeSpan Delay { get; }

    /// <summary>The condition is met; the state is the result.</summary>
    public static WaitDecision Stop() => default;

    /// <summary>Another poll after <paramref name="delay"/>.</summary>
    /// <param name="delay">Not negative, at most 366 days.</param>
    /// <exception cref="ArgumentOutOfRangeException">The delay is negative or too long.</exception>
    public static WaitDecision ContinueAfter(TimeSpan delay)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(delay, DurableLimits.MaxDelay);
        return new WaitDecision(shouldContinue: true, isExhausted: false, delay);
    }

    /// <summary>The condition is not met and never will be: the operation fails with <see cref="WaitForConditionException"/>.</summary>
    public static WaitDecision GiveUp() => new(shouldContinue: false, isExhausted: true, TimeSpan.Zero);
}
