namespace Durable;

/// <summary>How a wait for a callback runs.</summary>
public sealed record WaitForCallbackConfig : CallbackConfig
{
    /// <summary>Decides after a failed attempt of the submitter. Default: <see cref="Durable.RetryStrategy.Default"/>.</summary>
    public IRetryStrategy? RetryStrategy { get; init; }
}
