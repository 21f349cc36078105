using Durable.Model;

namespace Durable.Silo.Http.Answers;

/// <summary>A page of a history, as GetDurableExecutionHistory answers.</summary>
internal sealed record HistoryAnswer(IReadOnlyList<HistoryEvent> Events, string? NextMarker);
