using Durable.Model;

namespace Durable;

/// <summary>One page of a history.</summary>
/// <param name="Events">The events.</param>
/// <param name="NextMarker">Where the next page starts; null on the last.</param>
public sealed record HistoryPage(IReadOnlyList<HistoryEvent> Events, string? NextMarker);
