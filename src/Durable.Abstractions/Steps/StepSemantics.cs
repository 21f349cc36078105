namespace Durable;

/// <summary>How often a step body may run for one attempt.</summary>
public enum StepSemantics
{
    /// <summary>The body may run again for the same attempt when the process dies before its result is recorded. The default.</summary>
    AtLeastOncePerRetry,

    /// <summary>
    /// The start is recorded before the body runs, so the body starts at most once per attempt. A crash in between counts as a failed
    /// attempt (<see cref="StepInterruptedException"/>); combine with <see cref="RetryStrategy.None"/> for at most once overall.
    /// </summary>
    AtMostOncePerRetry,
}
