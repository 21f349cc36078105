using System.Diagnostics;
using Durable.Bench.Measuring;

namespace Durable.Bench.Scenarios;

/// <summary>
/// Very many executions that sleep, and wake one after the other: what they cost while they sleep, and how late they wake. The lateness is
/// counted from when the caller asked, so that it holds the time that the start took.
/// </summary>
internal sealed class SleepersScenario : IBenchScenario
{
    private const string Function = "sleeper";
    private const int DefaultSleepers = 1_000_000;
    private const int DefaultCallers = 128;
    private const int StartsPerSecond = 5000;
    private const int WakesPerSecond = 2500;

    // Longer than executions stay in memory.
    private static readonly TimeSpan s_shortest = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan s_idle = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(500);

    public async Task<BenchReport> RunAsync(BenchEnvironment environment)
    {
        var count = environment.Options.Executions ?? DefaultSleepers;
        var lateness = new Latencies(count);
        var woken = 0;
        await using var host = await environment.StartHostAsync(builder => builder.AddFunction<Sleep, int>(Function, async (sleep, context) =>
        {
            await context.WaitAsync(TimeSpan.FromSeconds(sleep.Seconds));
            lateness.Add(Stopwatch.GetTimestamp() - sleep.WakeAt);
            return Interlocked.Increment(ref woken);
        }));

        // Evenly, from when all have been started and some time of quiet has passed.
        var begunAt = Stopwatch.GetTimestamp();
        var memoryBefore = GC.GetTotalMemory(forceFullCollection: true);
        var firstWakeAt = begunAt + Ticks(TimeSpan.FromSeconds((double)count / StartsPerSecond) + s_shortest + s_idle);
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, environment.Options.Callers ?? DefaultCallers).Select(_ => Task.Run(async () =>
        {
            for (var index = Interlocked.Increment(ref next); index < count; index = Interlocked.Increment(ref next))
            {
                var now = Stopwatch.GetTimestamp();
                var wakeAt = firstWakeAt + Ticks(TimeSpan.FromSeconds((double)index / WakesPerSecond));
                var seconds = (int)Math.Round(Stopwatch.GetElapsedTime(now, wakeAt).TotalSeconds);
                await host.Client.StartAsync(Function, new Sleep(seconds, now + Ticks(TimeSpan.FromSeconds(seconds))));
            }
        })));
        var started = Stopwatch.GetElapsedTime(begunAt);
        if (Stopwatch.GetElapsedTime(begunAt) + s_idle + s_shortest / 2 > Stopwatch.GetElapsedTime(begunAt, firstWakeAt))
        {
            throw new BenchException(Invariant($"{count} executions took {started} to start, so the first wake before the last sleeps: this machine is too slow or busy."), BenchException.Unavailable);
        }

        while (host.ActiveCount > 0)
        {
            await Task.Delay(s_poll);
        }

        var managed = GC.GetTotalMemory(forceFullCollection: true) - memoryBefore;
        var idle = ProcessCost.Now;
        var idleBegunAt = Stopwatch.GetTimestamp();
        await Task.Delay(s_idle);
        idle = ProcessCost.Now - idle;
        var idleElapsed = Stopwatch.GetElapsedTime(idleBegunAt);
        var workingSet = Environment.WorkingSet;

        var waking = ProcessCost.Now;
        while (Volatile.Read(ref woken) < count)
        {
            await Task.Delay(s_poll);
        }

        waking = ProcessCost.Now - waking;
        return new BenchReport
        {
            ElapsedMs = Stopwatch.GetElapsedTime(begunAt).TotalMilliseconds,
            ExecutionsPerSecond = null,
            Usage = environment.Usage,
            Latencies = lateness,
            Details =
            [
                ("sleepers", count),
                ("startedPerSecond", count / started.TotalSeconds),
                ("managedBytesPerSleeper", (double)managed / count),
                ("workingSetWhileAsleepBytes", workingSet),
                ("idleCpuPercentOfOneCore", 100 * idle.ProcessorTime / idleElapsed),
                ("wakesPerSecond", WakesPerSecond),
                ("cpuMsPerWake", waking.ProcessorTime.TotalMilliseconds / count),
                ("lateP999Ms", lateness.Percentile(99.9)),
                ("lateMaxMs", lateness.Percentile(100)),
            ],
        };
    }

    private static long Ticks(TimeSpan span) => (long)(span.TotalSeconds * Stopwatch.Frequency);

    /// <summary>Input of a sleeper.</summary>
    /// <param name="Seconds">How long it sleeps.</param>
    /// <param name="WakeAt">When it is to wake, by the stopwatch of this process.</param>
    internal sealed record Sleep(int Seconds, long WakeAt);
}
