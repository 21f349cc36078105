using System.Diagnostics;

namespace Durable.Bench.Measuring;

/// <summary>Callers that each do one thing after the other, all at once.</summary>
/// <param name="callers">How many.</param>
/// <param name="actAsync">What each does.</param>
internal sealed class ConcurrentCallers(int callers, Func<Task> actAsync)
{
    /// <summary>Does it so many times in all.</summary>
    public async Task<CallersRun> RunAsync(int count)
    {
        var latencies = new Latencies(count);
        var cost = ProcessCost.Now;
        var begunAt = Stopwatch.GetTimestamp();
        var left = count;
        await EachAsync(async () =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                var callBegunAt = Stopwatch.GetTimestamp();
                await actAsync();
                latencies.AddSince(callBegunAt);
            }
        });
        return new CallersRun(count, Stopwatch.GetElapsedTime(begunAt), ProcessCost.Now - cost, latencies);
    }

    /// <summary>Does it for so long.</summary>
    /// <returns>How many times a second that was, in its second half.</returns>
    public async Task<double> WarmUpAsync(TimeSpan duration)
    {
        var half = duration / 2;
        var begunAt = Stopwatch.GetTimestamp();
        var late = 0;
        await EachAsync(async () =>
        {
            for (var elapsed = TimeSpan.Zero; elapsed < duration; elapsed = Stopwatch.GetElapsedTime(begunAt))
            {
                await actAsync();
                if (elapsed > half)
                {
                    Interlocked.Increment(ref late);
                }
            }
        });
        return Math.Max(late, 1) / (Stopwatch.GetElapsedTime(begunAt) - half).TotalSeconds;
    }

    private Task EachAsync(Func<Task> callerAsync) => Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(callerAsync)));
}
