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

    private static readonly HostLimits s_limits = new(MaxRunningExecutions: 1000, MaxWaitingStarts: 1000);
    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan s_overload = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_longestRecovery = TimeSpan.FromMinutes(1);

    public async Task<BenchReport> RunAsync(BenchEnvironment environment)
    {
        await using var host = await environment.StartHostAsync(
            static builder => builder.AddFunction<int, int>(Function, static (input, context) => context.StepAsync((_, _) => Task.FromResult(input + 1), "add")),
            s_limits);
        var client = host.Client;
        var calls = new ConcurrentCallers(64, RunOneAsync);
        var sustainable = await calls.WarmUpAsync(s_warmUp);
        var before = (await calls.RunAsync((int)sustainable)).Latencies.Percentile(99)!.Value;

        var (accepted, shed, failed, ended) = (0, 0, 0, 0);
        using var pending = new CountdownEvent(1);
        var cost = ProcessCost.Now;
        var begunAt = Stopwatch.GetTimestamp();
        var asked = await OpenLoop.RunAsync(sustainable * Excess, s_overload, Ask);
        var overload = Stopwatch.GetElapsedTime(begunAt);
        var spent = ProcessCost.Now - cost;
        var endedInTime = Volatile.Read(ref ended);
        var recovered = await WhenRecoveredAsync(before);
        pending.Signal();
        await Task.Run(pending.Wait);

        return new BenchReport
        {
            ElapsedMs = overload.TotalMilliseconds,
            ExecutionsPerSecond = endedInTime / overload.TotalSeconds,
            Usage = environment.Usage,
            Details =
            [
                ("sustainablePerSecond", sustainable),
                ("askedPerSecond", asked / overload.TotalSeconds),
                ("accepted", accepted),
                ("ended", ended),
                ("shed", shed),
                ("failedOtherwise", failed),
                ("shareOfSustainable", endedInTime / overload.TotalSeconds / sustainable),
                ("cores", spent.ProcessorTime / overload),
                ("recoveredAfterMs", recovered?.TotalMilliseconds),
            ],
        };

        async Task RunOneAsync()
        {
            var execution = await client.StartAsync(Function, 1);
            await client.WaitForResultAsync<int>(execution.Id);
        }

        // A start that is refused at once is counted here, without a hop to another thread.
        void Ask()
        {
            pending.AddCount();
            var start = client.StartAsync(Function, 1);
            if (start is { IsFaulted: true, Exception.InnerException: DurableOverloadedException })
            {
                Interlocked.Increment(ref shed);
                pending.Signal();
            }
            else
            {
                _ = CountAsync(start);
            }
        }

        async Task CountAsync(Task<ExecutionHandle> start)
        {
            try
            {
                var execution = await start;
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
            finally
            {
                pending.Signal();
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
