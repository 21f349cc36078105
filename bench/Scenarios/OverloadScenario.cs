using System.Diagnostics;
using Durable.Bench.Hosts;
using Durable.Bench.Measuring;

namespace Durable.Bench.Scenarios;

/// <summary>
/// Ten times the starts that the host can bear, without regard to what it answers: what it still gets done, what it refuses and how, and how
/// soon it is itself again. What it has accepted must come to its end.
/// </summary>
internal sealed class OverloadScenario : IBenchScenario
{
    private const string Function = "one-step";
    private const int Excess = 10;
    private const int Probes = 200;
    private const int DefaultLimit = 1000;

    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan s_overload = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan s_longestRecovery = TimeSpan.FromMinutes(1);

    public async Task<BenchReport> RunAsync(BenchEnvironment environment)
    {
        await using var host = await environment.StartHostAsync(
            static builder => builder.AddFunction<int, int>(Function, static (input, context) => context.StepAsync((_, _) => Task.FromResult(input + 1), "add")),
            new HostLimits(environment.Options.Callers ?? DefaultLimit, StartTimeout: TimeSpan.FromSeconds(1)));
        var client = host.Client;
        var calls = new ConcurrentCallers(64, RunOneAsync);
        var sustainable = await calls.WarmUpAsync(s_warmUp);
        var before = (await calls.RunAsync((int)sustainable)).Latencies.Percentile(99)!.Value;

        var (accepted, shed, failed, ended) = (0, 0, 0, 0);
        List<Task> all = [];
        var begunAt = Stopwatch.GetTimestamp();
        for (var asked = 0; Stopwatch.GetElapsedTime(begunAt) < s_overload;)
        {
            var wanted = (int)(sustainable * Excess * Stopwatch.GetElapsedTime(begunAt).TotalSeconds);
            for (; asked < wanted; asked++)
            {
                all.Add(OverloadAsync());
            }

            await Task.Delay(s_tick);
        }

        var overload = Stopwatch.GetElapsedTime(begunAt);
        var endedInTime = Volatile.Read(ref ended);
        var recovered = await WhenRecoveredAsync(before);
        await Task.WhenAll(all);
        return new BenchReport
        {
            ElapsedMs = overload.TotalMilliseconds,
            ExecutionsPerSecond = endedInTime / overload.TotalSeconds,
            Usage = environment.Usage,
            Details =
            [
                ("sustainablePerSecond", sustainable),
                ("askedPerSecond", all.Count / overload.TotalSeconds),
                ("accepted", accepted),
                ("ended", ended),
                ("shed", shed),
                ("failedOtherwise", failed),
                ("shareOfSustainable", endedInTime / overload.TotalSeconds / sustainable),
                ("recoveredAfterMs", recovered?.TotalMilliseconds),
            ],
        };

        async Task RunOneAsync()
        {
            var execution = await client.StartAsync(Function, 1);
            await client.WaitForResultAsync<int>(execution.Id);
        }

        async Task OverloadAsync()
        {
            await Task.Yield();
            try
            {
                var execution = await client.StartAsync(Function, 1);
                Interlocked.Increment(ref accepted);
                await client.WaitForResultAsync<int>(execution.Id);
                Interlocked.Increment(ref ended);
            }
            catch (DurableOverloadedException)
            {
                Interlocked.Increment(ref shed);
            }
            catch (DurableExecutionException)
            {
                Interlocked.Increment(ref failed);
            }
        }

        // When as many calls as are usual at a time take as long as they did before.
        async Task<TimeSpan?> WhenRecoveredAsync(double p99Before)
        {
            var endedAt = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(endedAt) < s_longestRecovery)
            {
                try
                {
                    if ((await calls.RunAsync(Probes)).Latencies.Percentile(99) <= 2 * p99Before)
                    {
                        return Stopwatch.GetElapsedTime(endedAt);
                    }
                }
                catch (DurableOverloadedException)
                {
                    // Not yet.
                }
            }

            return null;
        }
    }
}
