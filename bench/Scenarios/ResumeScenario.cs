using Durable.Bench.Hosts;
using Durable.Bench.Measuring;
using Durable.Core.Log;
using Durable.Core.Log.Records;

namespace Durable.Bench.Scenarios;

/// <summary>Branches wait, come due together and go on. The time counts from when they are due to when the last one runs.</summary>
internal sealed class ResumeScenario : IBenchScenario
{
    private const string Function = "resume";
    private const int WarmUpWaves = 3;
    private const int MostWarmUpBranches = 10_000;
    private const int MostWaitSeconds = 600;

    // When nothing is written between these two before the waits are due, all their STARTs are committed.
    private static readonly TimeSpan s_quietSince = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan s_quietUntil = TimeSpan.FromMilliseconds(100);

    private BranchArrivals _arrivals = new(0);

    public async Task<BenchReport> RunAsync(BenchEnvironment environment)
    {
        var branches = environment.Options.Branches ?? 999;
        await using var host = await environment.StartHostAsync(builder => builder
            .AddFunction<WaveInput, int>(Function, RunFunctionAsync)

            // What is measured is the resume in memory, however long the STARTs take to be written.
            .ConfigureEngine(static engine => engine.HibernateAfter = TimeSpan.FromSeconds(MostWaitSeconds * 2)));
        for (var i = 0; i < WarmUpWaves; i++)
        {
            await RunWaveAsync(environment, host, new WaveInput(Math.Min(branches, MostWarmUpBranches), 1));
        }

        var batches = (branches * 2 / new DurableEngineOptions().MaxBatchOperations) + 1;
        var seconds = 2 + (branches / 10_000) + (int)(batches * environment.Options.StoreDelay).TotalSeconds;
        for (; seconds <= MostWaitSeconds; seconds *= 2)
        {
            GC.Collect();
            if (await RunWaveAsync(environment, host, new WaveInput(branches, seconds)) is { } report)
            {
                return report;
            }

            Console.Error.WriteLine(Invariant($"the waits were not all committed when they came due after {seconds} s; trying a longer wait"));
        }

        throw new BenchException(Invariant($"the store could not take in {branches} branches in {MostWaitSeconds} s"), BenchException.Failed);
    }

    private async Task<BenchReport?> RunWaveAsync(BenchEnvironment environment, IBenchHost host, WaveInput wave)
    {
        var arrivals = _arrivals = new BranchArrivals(wave.Branches);
        var atLast = environment.Usage;
        var costAtLast = ProcessCost.Now;
        arrivals.OnLast = () => (atLast, costAtLast) = (environment.Usage, ProcessCost.Now);
        var execution = await host.Client.StartAsync(Function, wave);
        var result = host.Client.WaitForResultAsync<int>(execution.Id);
        var begun = await arrivals.Begun;
        var expected = begun + TimeSpan.FromSeconds(wave.Seconds);
        await DelayUntilAsync(expected - s_quietSince);
        var before = environment.Usage;
        await DelayUntilAsync(expected - s_quietUntil);
        var isHeartbeatOnly = environment.Meter.IsIdle && environment.Usage.Requests == before.Requests;
        var cost = ProcessCost.Now;
        await arrivals.All;
        await result;

        var (earliest, latest) = await ReadDueTimesAsync(environment, execution.Id);
        var elapsed = arrivals.Since(new WallClock().TimestampOf(earliest));
        return !isHeartbeatOnly ? null : new BenchReport
        {
            ElapsedMs = elapsed.Percentile(100)!.Value,
            Usage = atLast - before,
            Latencies = elapsed,
            Details =
            [
                ("branches", wave.Branches),
                ("waitSeconds", wave.Seconds),
                ("dueSpreadMs", (latest - earliest).TotalMilliseconds),
                ("firstBranchMs", elapsed.Percentile(0)),
                ("cpuMicrosecondsPerBranch", (costAtLast - cost).ProcessorTime.TotalMicroseconds / wave.Branches),
                ("allocatedBytesPerBranch", Math.Round((double)(costAtLast - cost).AllocatedBytes / wave.Branches)),
            ],
        };
    }

    private async Task<int> RunFunctionAsync(WaveInput wave, IDurableContext context)
    {
        var arrivals = _arrivals;
        arrivals.Begin();
        var result = await context.MapAsync(
            Enumerable.Range(0, wave.Branches).ToArray(),
            async (branch, _, index, _, cancellationToken) =>
            {
                await branch.WaitAsync(TimeSpan.FromSeconds(wave.Seconds), cancellationToken: cancellationToken);
                arrivals.Arrive(index);
                return index;
            });
        return result.SuccessCount;
    }

    private static Task DelayUntilAsync(DateTimeOffset time)
    {
        var delay = time - TimeProvider.System.GetUtcNow();
        return delay > TimeSpan.Zero ? Task.Delay(delay) : Task.CompletedTask;
    }

    // As they were recorded, which is what the engine goes by.
    private static async Task<(DateTimeOffset Earliest, DateTimeOffset Latest)> ReadDueTimesAsync(BenchEnvironment environment, ExecutionId id)
    {
        var earliest = DateTimeOffset.MaxValue;
        var latest = DateTimeOffset.MinValue;
        var stored = await environment.Store.LoadAsync(id);
        LogRecordReader.Read(stored!, record =>
        {
            if (record is UpdateRecord { Update: { Wait.WaitSeconds: var seconds } })
            {
                var dueAt = record.Timestamp.AddSeconds(seconds);
                earliest = dueAt < earliest ? dueAt : earliest;
                latest = dueAt > latest ? dueAt : latest;
            }
        });

        return (earliest, latest);
    }

    private sealed record WaveInput(int Branches, int Seconds);
}
