using Durable.Samples.Earthquakes;
using Durable.Silo.Demo.Journal;
using Durable.Silo.Demo.Storage;

namespace Durable.Silo.Demo.Display;

/// <summary>
/// Tells how far the demo is from what passes by: the journal and the commits. The store is not asked, so looking on costs no request.
/// </summary>
internal sealed class ProgressReader(ExecutionUsage atStart, JournalReader journal, ExecutionRequests requests, TimeProvider timeProvider)
{
    private readonly HashSet<string> _checked = [];
    private readonly HashSet<string> _scored = [];
    private readonly long _startedAt = timeProvider.GetTimestamp();
    private int _seen;

    public DemoProgress Read()
    {
        var runs = journal.Read();
        for (; _seen < runs.Count; _seen++)
        {
            // A body may have run again after a crash, but it is one event all the same.
            var entry = runs[_seen].Entry;
            switch (entry.Step)
            {
                case EarthquakeReport.CheckStep:
                    _checked.Add(entry.OperationId);
                    break;
                case EarthquakeReport.ScoreStep:
                    _scored.Add(entry.OperationId);
                    break;
            }
        }

        var last = requests.LastCommit;
        return new DemoProgress
        {
            Events = EarthquakeReport.EventCount,
            Checked = _checked.Count,
            Scored = _scored.Count,
            Operations = last?.Operations ?? atStart.Operations,
            Checkpoints = last?.Version ?? atStart.Checkpoints,
            Elapsed = timeProvider.GetElapsedTime(_startedAt),
        };
    }
}
