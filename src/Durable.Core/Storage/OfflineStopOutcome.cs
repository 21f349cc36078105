namespace Durable.Storage;

/// <summary>What <see cref="OfflineStop"/> has done.</summary>
/// <param name="IsStopped">Whether it has stopped the execution; false when that had ended before.</param>
/// <param name="Status">How the execution has ended.</param>
/// <param name="EndedAt">When.</param>
/// <param name="WasParked">Whether it was parked until then.</param>
public sealed record OfflineStopOutcome(bool IsStopped, ExecutionStatus Status, DateTimeOffset EndedAt, bool WasParked);
