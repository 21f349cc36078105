using System.Diagnostics;
using Durable.Bench.Measuring;
using Durable.Storage;

namespace Durable.Bench.Scenarios;

/// <summary>
/// An execution with many finished steps, branches or races has gone to sleep in a long wait, as its process has: a new host on the reopened store loads it,
/// decodes its log and runs its function up to that wait.
/// </summary>
internal sealed class ReplayScenario : IBenchScenario
{
    private const string Function = "replay";
    private const int Replays = 7;

    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan s_wait = TimeSpan.FromDays(1);

    private ReplayPassage _passage = new();
    private ReplayShape _shape;

    public async Task<BenchReport> RunAsync(BenchEnvironment environment)
    {
        var steps = environment.Options.Steps ?? 100_000;
        _shape = environment.Options.Shape;
        var id = await RecordAsync(environment, steps);
        var begunAt = Stopwatch.GetTimestamp();
        var cold = await ReplayAsync(environment, id);
        while (Stopwatch.GetElapsedTime(begunAt) < s_warmUp)
        {
            await ReplayAsync(environment, id);
        }

        List<Replay> replays = [];
        var latencies = new Latencies(Replays);
        for (var i = 0; i < Replays; i++)
        {
            var replay = await ReplayAsync(environment, id);
            replays.Add(replay);
            latencies.Add((long)(replay.Total.TotalSeconds * Stopwatch.Frequency));
        }

        var median = replays.OrderBy(static replay => replay.Total).ElementAt(Replays / 2);
        return new BenchReport
        {
            ElapsedMs = median.Total.TotalMilliseconds,
            Usage = median.Usage,
            Latencies = latencies,
            Details =
            [
                ("steps", steps),
                ("operations", Operations(steps)),
                ("operationsPerSecond", Operations(steps) / median.Total.TotalSeconds),
                ("loadMs", median.Load.TotalMilliseconds),
                ("decodeMs", (median.Total - median.Load - median.Function).TotalMilliseconds),
                ("functionMs", median.Function.TotalMilliseconds),
                ("coldMs", cold.Total.TotalMilliseconds),
                ("coldOperationsPerSecond", Operations(steps) / cold.Total.TotalSeconds),
            ],
        };
    }

    private async Task<ExecutionId> RecordAsync(BenchEnvironment environment, int steps)
    {
        await using var host = await environment.StartHostAsync(Configure);
        var passage = _passage = new ReplayPassage();
        var execution = await host.Client.StartAsync(Function, steps);
        await passage.Passed;
        await SleepsAsync(environment, execution.Id, 0);
        return execution.Id;
    }

    private async Task<Replay> ReplayAsync(BenchEnvironment environment, ExecutionId id)
    {
        await environment.ReopenStoreAsync();
        await using var host = await environment.StartHostAsync(Configure);
        var version = (await environment.Store.ReadHeadAsync(id, includeData: false))!.Version;
        var passage = _passage = new ReplayPassage();
        GC.Collect();

        var usage = environment.Usage;
        var begunAt = Stopwatch.GetTimestamp();
        var woken = host.WakeAsync(id);
        await passage.Passed;
        usage = environment.Usage - usage;
        await woken;
        await SleepsAsync(environment, id, version);
        return new Replay(
            Stopwatch.GetElapsedTime(begunAt, passage.PassedAt),
            environment.Meter.LatestLoad,
            Stopwatch.GetElapsedTime(passage.EnteredAt, passage.PassedAt),
            usage);
    }

    // Only a sleeping execution stays asleep when the next host starts; one that was under way would be taken up at once.
    private static async Task SleepsAsync(BenchEnvironment environment, ExecutionId id, long afterVersion)
    {
        while (await environment.Store.ReadHeadAsync(id, includeData: false) is not { WakeUp.Kind: WakeUpKind.Timer } head || head.Version <= afterVersion)
        {
            await Task.Delay(5);
        }
    }

    private void Configure(DurableExecutionsBuilder builder) => builder.AddFunction<int, int>(Function, RunFunctionAsync);

    private async Task<int> RunFunctionAsync(int steps, IDurableContext context)
    {
        var passage = _passage;
        passage.Enter();
        var total = _shape switch
        {
            ReplayShape.Branches => await RunBranchesAsync(steps, context),
            ReplayShape.Races => await RunRacesAsync(steps, context),
            _ => await RunStepsAsync(steps, context),
        };
        passage.Pass();
        await context.WaitAsync(s_wait);
        return total;
    }

    // A map, and its branches with a step and a wait each.
    private int Operations(int steps) => _shape switch
    {
        ReplayShape.Branches => (3 * steps) + 1,
        ReplayShape.Races => 2 * steps,
        _ => steps,
    };

    private static async Task<int> RunStepsAsync(int steps, IDurableContext context)
    {
        var total = 0;
        for (var step = 0; step < steps; step++)
        {
            total = await context.StepAsync((_, _) => Task.FromResult(total + 1));
        }

        return total;
    }

    private static async Task<int> RunBranchesAsync(int branches, IDurableContext context)
    {
        // All branches sleep, so that none has ended and each replay runs them all.
        var ended = 0;
        var all = new TaskCompletionSource();
        _ = context.MapAsync(
            Enumerable.Range(0, branches).ToList(),
            async (branch, item, _, _, token) =>
            {
                await branch.StepAsync((_, _) => Task.FromResult(item), cancellationToken: token);
                if (++ended == branches)
                {
                    all.SetResult();
                }

                await branch.WaitAsync(s_wait, cancellationToken: token);
                return item;
            });
        await all.Task;
        return ended;
    }

    private static async Task<int> RunRacesAsync(int pairs, IDurableContext context)
    {
        var firsts = 0;
        for (var pair = 0; pair < pairs; pair++)
        {
            var one = context.StepAsync((_, _) => Task.FromResult(1));
            var other = context.StepAsync((_, _) => Task.FromResult(2));
            firsts += await Task.WhenAny(one, other) == one ? 1 : 0;
            await Task.WhenAll(one, other);
        }

        return firsts;
    }

    private sealed record Replay(TimeSpan Total, TimeSpan Load, TimeSpan Function, Stores.StoreUsage Usage);
}
