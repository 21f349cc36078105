namespace Durable;

/// <summary>How one step runs. Changing it affects running executions from the next attempt on.</summary>
public sealed record StepConfig
{
    /// <summary>Decides after a failed attempt. Default: <see cref="Durable.RetryStrategy.Default"/>, the preset all languages document.</summary>
    public IRetryStrategy? RetryStrategy { get; init; }

    /// <summary>Default: <see cref="StepSemantics.AtLeastOncePerRetry"/>.</summary>
    public StepSemantics Semantics { get; init; } = StepSemantics.AtLeastOncePerRetry;

    /// <summary>Serializer of the result. Default: the function's.</summary>
    public IPayloadSerializer? Serializer { get; init; }
}
