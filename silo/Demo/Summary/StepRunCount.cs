using Durable.Model;
using Durable.Silo.Demo.Journal;

namespace Durable.Silo.Demo.Summary;

/// <summary>How often step bodies ran, by the journal, against what the history says.</summary>
/// <param name="Bodies">Bodies that ran.</param>
/// <param name="Repeated">Of those, how many ran for an attempt that had run before.</param>
/// <param name="RepeatedAfterEnd">Of those, how many ran in a process that started when the step's end was already recorded: never any.</param>
internal sealed record StepRunCount(int Bodies, int Repeated, int RepeatedAfterEnd)
{
    public static StepRunCount Of(IReadOnlyList<StepRun> runs, IReadOnlyList<HistoryEvent> history)
    {
        var ends = history.Where(IsEnd).ToDictionary(static e => e.Id!, static e => e.EventTimestamp);
        return new StepRunCount(
            runs.Count,
            runs.Count - runs.Select(static run => (run.Entry.OperationId, run.Entry.Attempt)).Distinct().Count(),
            runs.Count(run => ends.TryGetValue(run.Entry.OperationId, out var endedAt) && endedAt < run.Session.StartedAt));
    }

    private static bool IsEnd(HistoryEvent e) =>
        e.EventType == HistoryEventType.StepSucceeded
        || (e.EventType == HistoryEventType.StepFailed && e.Details.RetryDetails?.NextAttemptDelaySeconds is null);
}
