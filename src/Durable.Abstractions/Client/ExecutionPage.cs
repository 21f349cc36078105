namespace Durable;

/// <summary>One page of a list.</summary>
/// <param name="Executions">The executions.</param>
/// <param name="NextMarker">Where the next page starts; null on the last.</param>
public sealed record ExecutionPage(IReadOnlyList<ExecutionSummary> Executions, string? NextMarker);
