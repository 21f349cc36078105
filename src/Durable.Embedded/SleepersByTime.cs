using Durable.Core.Engine;
using Durable.Storage;

namespace Durable.Embedded;

/// <summary>
/// Executions that slept when the host's clock went back, each with the time that is left of its sleep. As long as this process lives they are
/// woken by that.
/// </summary>
/// <param name="timeProvider">Counts the time.</param>
internal sealed class SleepersByTime(TimeProvider timeProvider)
{
    /// <summary>How many are kept at most, those that wake first. Others wake when the clock is there again.</summary>
    public const int Most = 100_000;

    private readonly PriorityQueue<ExecutionId, long> _byTime = new();
    private readonly Dictionary<ExecutionId, OversleptWakeUp> _all = [];

    /// <summary>Adds those that are not here yet.</summary>
    /// <param name="sleepers">All that sleep.</param>
    /// <param name="noticedAt">What the clock shows.</param>
    /// <param name="by">What it would show if it had not gone back.</param>
    /// <param name="timestamp">The time that is counted, then.</param>
    public void Add(IReadOnlyList<DueExecution> sleepers, DateTimeOffset noticedAt, DateTimeOffset by, long timestamp)
    {
        foreach (var sleeper in sleepers)
        {
            if (sleeper.WakeUp.At > noticedAt && _all.TryAdd(sleeper.Id, new OversleptWakeUp(sleeper.WakeUp.At, noticedAt)))
            {
                _byTime.Enqueue(sleeper.Id, timestamp + (long)((sleeper.WakeUp.At - by).TotalSeconds * timeProvider.TimestampFrequency));
            }
        }
    }

    /// <summary>Adds one that could not be woken.</summary>
    public void Add(ExecutionId id, OversleptWakeUp wakeUp, TimeSpan after)
    {
        if (_all.TryAdd(id, wakeUp))
        {
            _byTime.Enqueue(id, timeProvider.GetTimestamp() + (long)(after.TotalSeconds * timeProvider.TimestampFrequency));
        }
    }

    /// <summary>When the next one is due, by the clock as it is; null when there is none.</summary>
    public DateTimeOffset? NextDueAt() => _byTime.TryPeek(out _, out var due)
        ? timeProvider.GetUtcNow() + timeProvider.GetElapsedTime(timeProvider.GetTimestamp(), due)
        : null;

    /// <summary>Takes those whose time has passed.</summary>
    public List<(ExecutionId Id, OversleptWakeUp WakeUp)> TakeDue()
    {
        List<(ExecutionId, OversleptWakeUp)> due = [];
        while (_byTime.TryPeek(out var id, out var at) && at <= timeProvider.GetTimestamp())
        {
            _byTime.Dequeue();
            if (_all.Remove(id, out var wakeUp))
            {
                due.Add((id, wakeUp));
            }
        }

        return due;
    }
}
