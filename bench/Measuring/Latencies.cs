using System.Diagnostics;

namespace Durable.Bench.Measuring;

/// <summary>Durations of many things alike. Adding is thread-safe and allocates nothing; what does not fit is left out.</summary>
internal sealed class Latencies(int capacity)
{
    private readonly long[] _ticks = new long[capacity];
    private int _count;
    private bool _isSorted;

    public void AddSince(long begunAt) => Add(Stopwatch.GetTimestamp() - begunAt);

    public void Add(long ticks)
    {
        var index = Interlocked.Increment(ref _count) - 1;
        if (index < _ticks.Length)
        {
            _ticks[index] = ticks;
        }
    }

    /// <summary>The smallest duration in milliseconds that <paramref name="percent"/> of all do not exceed; null when there are none.</summary>
    public double? Percentile(double percent)
    {
        var count = Math.Min(_count, _ticks.Length);
        if (count == 0)
        {
            return null;
        }

        if (!_isSorted)
        {
            Array.Sort(_ticks, 0, count);
            _isSorted = true;
        }

        var rank = (int)Math.Ceiling(percent / 100 * count);
        return _ticks[Math.Max(rank, 1) - 1] * 1000.0 / Stopwatch.Frequency;
    }
}
