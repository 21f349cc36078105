using System.Diagnostics;

namespace Durable.Bench.Stores;

/// <summary>Delays that were really waited out, not those asked for.</summary>
internal readonly record struct DelaySum(long Count, long Ticks)
{
    public double? MeanMs => Count == 0 ? null : Ticks * 1000.0 / Stopwatch.Frequency / Count;

    public static DelaySum operator +(DelaySum left, DelaySum right) => new(left.Count + right.Count, left.Ticks + right.Ticks);

    public static DelaySum operator -(DelaySum left, DelaySum right) => new(left.Count - right.Count, left.Ticks - right.Ticks);
}
