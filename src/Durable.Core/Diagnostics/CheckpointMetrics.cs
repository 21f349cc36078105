using System.Diagnostics.Metrics;

namespace Durable.Core.Diagnostics;

/// <summary>What checkpoints tell.</summary>
/// <param name="store">Name of the store.</param>
/// <param name="duration">How long one takes.</param>
/// <param name="records">How many records it has.</param>
/// <param name="bytes">How large they are.</param>
/// <param name="waiters">How many branches share it.</param>
internal sealed class CheckpointMetrics(
    string store, Histogram<double> duration, Histogram<long> records, Histogram<long> bytes, Histogram<long> waiters)
{
    private readonly KeyValuePair<string, object?> _store = EngineMetrics.Tag(MetricDimensions.Store, store);

    /// <summary>A checkpoint is over, whatever it came to.</summary>
    /// <param name="took">How long it took.</param>
    /// <param name="outcome">What it came to.</param>
    public void Ended(TimeSpan took, string outcome) => duration.Record(took.TotalSeconds, _store, EngineMetrics.Tag(MetricDimensions.Outcome, outcome));

    /// <summary>A checkpoint is committed.</summary>
    /// <param name="recordCount">Its records.</param>
    /// <param name="byteCount">Their bytes.</param>
    /// <param name="waiterCount">Branches that wait for it to go on together.</param>
    public void Committed(int recordCount, int byteCount, int waiterCount)
    {
        records.Record(recordCount, _store);
        bytes.Record(byteCount, _store);
        waiters.Record(waiterCount, _store);
    }
}
