using Durable.Model;
using Durable.Silo.Demo.Storage;

namespace Durable.Silo.Demo.Summary;

/// <summary>Branches whose waits ended together.</summary>
/// <param name="Branches">How many.</param>
/// <param name="StorageRequests">Commits from when the first of them was due until all had resumed; null when another process made them.</param>
/// <param name="Duration">How long that took; null likewise.</param>
internal sealed record ResumeWave(int Branches, int? StorageRequests, TimeSpan? Duration)
{
    /// <summary>The wave with most branches; one that this process resumed, if there is any, because its requests are known.</summary>
    public static ResumeWave? Largest(IReadOnlyList<HistoryEvent> history, IReadOnlyList<StoreCommit> commits)
    {
        var dueTimes = history
            .Where(static e => e.EventType == HistoryEventType.WaitStarted)
            .ToDictionary(static e => e.Id!, static e => e.Details.ScheduledEndTimestamp!.Value);

        // One checkpoint moves the execution's clock, and every wait that it passes ends at that moment.
        return history
            .Where(static e => e.EventType == HistoryEventType.WaitSucceeded)
            .GroupBy(static e => e.EventTimestamp)
            .Select(wave => Of(wave.Count(), wave.Min(e => dueTimes[e.Id!]), wave.Key, commits))
            .OrderByDescending(static wave => wave.StorageRequests is not null)
            .ThenByDescending(static wave => wave.Branches)
            .FirstOrDefault();
    }

    private static ResumeWave Of(int branches, DateTimeOffset dueAt, DateTimeOffset resumedAt, IReadOnlyList<StoreCommit> commits)
    {
        var until = commits.TakeWhile(commit => commit.BeganAt < resumedAt).Count();
        if (commits.Count == 0 || commits[0].BeganAt > resumedAt || until == commits.Count)
        {
            return new ResumeWave(branches, null, null);
        }

        var requests = commits.Take(until + 1).Count(commit => commit.BeganAt >= dueAt);
        return new ResumeWave(branches, requests, commits[until].EndedAt - dueAt);
    }
}
