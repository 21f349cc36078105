namespace Durable.Http.Wire;

/// <summary>How the execution's function was configured when it started.</summary>
/// <param name="ExecutionTimeout">Seconds, rounded up.</param>
/// <param name="RetentionPeriodInDays">Whole days, rounded up.</param>
internal sealed record DurableConfigAnswer(long? ExecutionTimeout, int? RetentionPeriodInDays)
{
    /// <summary>The timeout where it is not whole seconds. Not on the original wire.</summary>
    public TimeSpan? ExactExecutionTimeout { get; init; }

    /// <summary>The retention where it is not whole days. Not on the original wire.</summary>
    public TimeSpan? ExactRetentionPeriod { get; init; }

    public static DurableConfigAnswer Of(ExecutionDescription execution)
    {
        var rounded = new DurableConfigAnswer(
            execution.ExecutionTimeout is { } timeout ? (long)Math.Ceiling(timeout.TotalSeconds) : null,
            execution.Retention is { } retention ? (int)Math.Ceiling(retention.TotalDays) : null);
        return rounded with
        {
            ExactExecutionTimeout = rounded.ToExecutionTimeout() == execution.ExecutionTimeout ? null : execution.ExecutionTimeout,
            ExactRetentionPeriod = rounded.ToRetention() == execution.Retention ? null : execution.Retention,
        };
    }

    public TimeSpan? ToExecutionTimeout() => ExactExecutionTimeout ?? (ExecutionTimeout is { } seconds ? TimeSpan.FromSeconds(seconds) : null);

    public TimeSpan? ToRetention() => ExactRetentionPeriod ?? (RetentionPeriodInDays is { } days ? TimeSpan.FromDays(days) : null);
}
