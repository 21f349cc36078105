using System.Diagnostics;

namespace Durable.Bench.Measuring;

/// <summary>Callers that each do one thing after the other, all at once.</summary>
/// <param name="callers">How many.</param>
/// <param name="actAsync">What each does.</param>
internal sealed class ConcurrentCallers(int callers, Func<Task> actAsync)
{
    private const int Turns = 10;

    /// <summary>Does it so many times in all.</summary>
    public Task<CallersRun> RunAsync(int count) => RunAsync(count, new Latencies(count));

    /// <summary>Does it and another thing by turns, each so many times in all: what the machine gives changes within a run.</summary>
    public async Task<(CallersRun This, CallersRun Other)> RunByTurnsAsync(ConcurrentCallers other, int count)
    {
        var (mine, others) = (new Latencies(count), new Latencies(count));
        var run = CallersRun.None(mine);
        var otherRun = CallersRun.None(others);
        for (var turn = 0; turn < Turns; turn++)
        {
            var share = (count * (turn + 1) / Turns) - (count * turn / Turns);
            otherRun += await other.RunAsync(share, others);
            run += await RunAsync(share, mine);
        }

        return (run, otherRun);
    }

    private async Task<CallersRun> RunAsync(int count, Latencies latencies)
    {
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
