using System.Diagnostics;
using Durable.Bench.Measuring;

namespace Durable.Bench.Stores;

/// <summary>Counts what goes to the store. It outlives reopening.</summary>
internal sealed class StoreMeter : IDisposable
{
    private long _requests;
    private long _ended;
    private long _delays;
    private long _delayTicks;
    private long _loadTicks;

    public long Requests => Interlocked.Read(ref _requests);

    /// <summary>Whether no request is under way.</summary>
    public bool IsIdle => Interlocked.Read(ref _ended) == Requests;

    public DelaySum Delays => new(Interlocked.Read(ref _delays), Interlocked.Read(ref _delayTicks));

    /// <summary>How long the latest load took.</summary>
    public TimeSpan LatestLoad => Stopwatch.GetElapsedTime(0, Interlocked.Read(ref _loadTicks));

    /// <summary>When set, how long each write took goes there. Off by default: a measured throughput must not pay for it.</summary>
    public Latencies? Writes { get; set; }

    public PreciseTimer Timer { get; } = new();

    /// <summary>A request begins.</summary>
    /// <returns>When.</returns>
    public long Begin()
    {
        Interlocked.Increment(ref _requests);
        return Writes is null ? 0 : Stopwatch.GetTimestamp();
    }

    public void End() => Interlocked.Increment(ref _ended);

    public void EndWrite(long begunAt)
    {
        End();
        if (Writes is { } writes && begunAt != 0)
        {
            writes.AddSince(begunAt);
        }
    }

    public void EndLoad(TimeSpan elapsed)
    {
        End();
        Interlocked.Exchange(ref _loadTicks, (long)(elapsed.TotalSeconds * Stopwatch.Frequency));
    }

    public void AddDelay(long ticks)
    {
        Interlocked.Increment(ref _delays);
        Interlocked.Add(ref _delayTicks, ticks);
    }

    public void Dispose() => Timer.Dispose();
}
