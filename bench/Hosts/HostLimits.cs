namespace Durable.Bench.Hosts;

/// <summary>What a host takes on; null where its own default holds.</summary>
/// <param name="MaxRunningExecutions">How many executions may run at once.</param>
/// <param name="MaxWaitingStarts">How many starts may wait for a place, or be under way.</param>
internal sealed record HostLimits(int? MaxRunningExecutions = null, int? MaxWaitingStarts = null);
