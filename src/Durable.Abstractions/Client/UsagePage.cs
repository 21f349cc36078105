namespace Durable;

/// <summary>Sums over one page of executions, by function.</summary>
/// <param name="Functions">The functions of the executions on that page, by name.</param>
/// <param name="NextMarker">Where the next page starts; null on the last. Sums of all pages are to be added up.</param>
public sealed record UsagePage(IReadOnlyList<FunctionUsage> Functions, string? NextMarker);
