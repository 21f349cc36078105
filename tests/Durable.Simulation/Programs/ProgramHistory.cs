using Durable.Model;

namespace Durable.Simulation.Programs;

/// <summary>Histories as texts that are the same whatever the order in which branches took turns.</summary>
internal static class ProgramHistory
{
    /// <summary>For every operation its events, in order.</summary>
    public static IReadOnlyList<string> ByOperation(IReadOnlyList<HistoryEvent> history) =>
        [.. Events(history).GroupBy(static e => e.Id!).Select(static events => $"{events.Key}: {string.Join(", ", events.Select(Describe))}").Order()];

    /// <summary>For every context whose operations follow each other, the events of these, in order.</summary>
    public static IReadOnlyList<string> ByLane(IReadOnlyList<HistoryEvent> history, IReadOnlySet<string> concurrent) =>
        [.. Events(history)
            .Where(static e => !ProgramOutside.IsFromOutside(e))
            .GroupBy(static e => e.Id!.LastIndexOf('-') is > 0 and var dash ? e.Id[..dash] : "")
            .Where(lane => !concurrent.Contains(lane.Key) && IsLane(lane.Key, history))
            .Select(static lane => $"{lane.Key}: {string.Join(", ", lane.Select(static e => $"{e.EventType} {e.Id}"))}")
            .Order()];

    private static IEnumerable<HistoryEvent> Events(IReadOnlyList<HistoryEvent> history) =>
        history.Where(static e => e.Id is not null && !e.EventType.ToString().StartsWith("Execution", StringComparison.Ordinal));

    // The branches of a batch do not follow each other.
    private static bool IsLane(string context, IReadOnlyList<HistoryEvent> history) =>
        history.All(e => e.Id != context || e.SubType is not (OperationSubTypes.Map or OperationSubTypes.Parallel));

    private static string Describe(HistoryEvent e) => string.Join(
        ' ',
        e.EventType,
        e.Name,
        e.SubType,
        e.ParentId,
        e.Details.Result?.Payload,
        e.Details.Error?.Payload?.ErrorType,
        e.Details.Error?.Payload?.ErrorMessage,
        e.Details.RetryDetails?.CurrentAttempt,
        e.Details.RetryDetails?.NextAttemptDelaySeconds,
        e.Details.Duration);
}
