namespace Durable.Core.Residence;

/// <summary>How hosts retry what has failed of an execution: to bring it into memory, to settle it, to notify another one.</summary>
internal static class ExecutionRetry
{
    /// <summary>1 s after the first failure, twice as long after each further one, at most a minute.</summary>
    public static readonly Backoff Backoff = new(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
}
