namespace Durable;

/// <summary>How one step runs. Changing it affects running executions from the next attempt on.</summary>
public sealed record StepConfig
{
    /// <summary>Decides after a failed attempt. Default: <see cref="Durable.RetryStrategy.Default"/>, the preset all languages document.</summary>
    public IRetryStrategy? RetryStrategy { get; init; }

    /// <summary>Default: <see cref="StepSemantics.AtLeastOncePerRetry"/>.</summary>
    public StepSemantics Semantics { get; init; } = StepSemantics.AtLeastOncePerRetry;

    /// <summary>
    /// How long the body of one attempt may run, from when it begins: more than 0, up to 366 days. Then the body's token is cancelled and the attempt has failed, with
    /// <see cref="StepTimedOutException"/> for the retry strategy to judge; a body that does not heed its token runs on, and what it returns is
    /// dropped. Default: null, no limit but the execution's own timeout.
    /// </summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>
    /// How often an attempt of an at-least-once step may be lost because its process died, and be run again, before the step has failed: a step
    /// that kills its process must not repeat forever. 0 to 1,000; each attempt counts from zero. Default: 10. An at-most-once step does not need it:
    /// an attempt that is lost has failed.
    /// </summary>
    public int MaxLostAttempts { get; init; } = DefaultMaxLostAttempts;

    internal const int DefaultMaxLostAttempts = 10;

    /// <summary>Serializer of the result. Default: the function's.</summary>
    public IPayloadSerializer? Serializer { get; init; }
}
