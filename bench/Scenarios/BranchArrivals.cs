using System.Diagnostics;
using Durable.Bench.Measuring;

namespace Durable.Bench.Scenarios;

/// <summary>When each branch of a wave ran again.</summary>
internal sealed class BranchArrivals(int branches)
{
    private readonly long[] _arrivedAt = new long[branches];
    private readonly TaskCompletionSource<DateTimeOffset> _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _missing = branches;

    /// <summary>When the waits were about to be started.</summary>
    public Task<DateTimeOffset> Begun => _begun.Task;

    public Task All => _all.Task;

    /// <summary>Called by the last branch, before it does anything else.</summary>
    public Action? OnLast { get; set; }

    public void Begin() => _begun.TrySetResult(TimeProvider.System.GetUtcNow());

    public void Arrive(int index)
    {
        _arrivedAt[index] = Stopwatch.GetTimestamp();

        // On a host of many schedulers branches run beside each other.
        if (Interlocked.Decrement(ref _missing) == 0)
        {
            OnLast?.Invoke();
            _all.TrySetResult();
        }
    }

    public Latencies Since(long timestamp)
    {
        var latencies = new Latencies(_arrivedAt.Length);
        foreach (var arrivedAt in _arrivedAt)
        {
            latencies.Add(arrivedAt - timestamp);
        }

        return latencies;
    }
}
