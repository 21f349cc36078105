namespace Durable;

/// <summary>How a wait for a condition polls.</summary>
/// <typeparam name="TState">What the polls hand on to each other.</typeparam>
public sealed record WaitForConditionConfig<TState>
{
    /// <summary>What the first poll gets.</summary>
    public required TState InitialState { get; init; }

    /// <summary>Decides after each poll whether the condition is met, and when to poll again; see <see cref="WaitStrategy"/>.</summary>
    public required IWaitStrategy<TState> WaitStrategy { get; init; }

    /// <summary>Serializer of the state. Default: the function's.</summary>
    public IPayloadSerializer? Serializer { get; init; }
}
