using Durable.Model;

namespace Durable.Wire;

/// <summary>A page of a history, as GetDurableExecutionHistory answers.</summary>
internal sealed record HistoryAnswer(IReadOnlyList<HistoryEvent> Events, string? NextMarker);
