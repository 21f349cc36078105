namespace Durable.Bench.Hosts;

/// <summary>What a host takes on; null where its own default holds.</summary>
/// <param name="MaxRunningExecutions">How many executions may run at once.</param>
/// <param name="StartTimeout">How long a start waits for a place, on a host where it does.</param>
internal sealed record HostLimits(int? MaxRunningExecutions = null, TimeSpan? StartTimeout = null);
