using System.Diagnostics;

namespace Durable.Bench.Measuring;

/// <summary>Callers that each do one thing after the other, all at once.</summary>
/// <param name="callers">How many.</param>
/// <param name="actAsync">What each does.</param>
/// <param name="around">Is there while they do; what it takes to make it and to end it is not measured.</param>
internal sealed class ConcurrentCallers(int callers, Func<Task> actAsync, Func<IDisposable>? around = null)
{
    private const int Turns = 10;

    /// <summary>Does it so many times in all.</summary>
    public Task<CallersRun> RunAsync(int count) => RunAsync(count, new Latencies(count));

    /// <summary>Does several things by turns, each so many times in all: what the machine gives changes within a run.</summary>
    /// <returns>What came of each, in their order.</returns>
    public static async Task<IReadOnlyList<CallersRun>> RunByTurnsAsync(IReadOnlyList<ConcurrentCallers> all, int count)
    {
        var runs = all.Select(_ => CallersRun.None(new Latencies(count))).ToArray();
        for (var turn = 0; turn < Turns; turn++)
        {
            var share = (int)(((long)count * (turn + 1) / Turns) - ((long)count * turn / Turns));
            for (var i = 0; i < all.Count; i++)
            {
                runs[i] += await all[i].RunAsync(share, runs[i].Latencies);
            }
        }

        return runs;
    }

    private async Task<CallersRun> RunAsync(int count, Latencies latencies)
    {
        using var surroundings = around?.Invoke();
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
        using var surroundings = around?.Invoke();
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
