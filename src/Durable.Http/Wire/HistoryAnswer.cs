using Durable.Model;

namespace Durable.Http.Wire;

/// <summary>A page of a history, as GetDurableExecutionHistory answers.</summary>
internal sealed record HistoryAnswer(IReadOnlyList<HistoryEvent> Events, string? NextMarker)
{
    /// <summary>Reads the answer; null when it is another kind of answer.</summary>
    /// <exception cref="FormatException">There is an event that is none.</exception>
    public HistoryPage? ToPage() => Events is null ? null
        : Events.Contains(null!) ? throw new FormatException("An event is null.")
        : new HistoryPage(Events, NextMarker);
}
