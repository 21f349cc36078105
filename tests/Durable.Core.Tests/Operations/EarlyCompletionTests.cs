using Durable.Model;
using Durable.Testing;

namespace Durable.Core.Tests.Operations;

public sealed class EarlyCompletionTests
{
    private readonly EngineHarness _engine = new();
    private readonly List<string> _trace = [];

    [Theory]
    [InlineData(NestingType.Nested)]
    [InlineData(NestingType.Flat)]
    public void The_first_success_ends_the_batch(NestingType nesting)
    {
        _engine.Start(context => RaceAsync(context, new ParallelConfig { CompletionConfig = CompletionConfig.FirstSuccessful(), NestingType = nesting }));

        Assert.Equal(["MinSuccessfulReached", "0 Started", "1 Succeeded 1", "2 Started"], _engine.RunToResult<string[]>());
    }

    [Theory]
    [InlineData(NestingType.Nested)]
    [InlineData(NestingType.Flat)]
    public void A_batch_that_ended_early_is_replayed_as_it_ended(NestingType nesting)
    {
        _engine.Start(context => RaceAsync(context, new ParallelConfig { CompletionConfig = CompletionConfig.FirstSuccessful(), NestingType = nesting }));
        var result = _engine.RunToResult<string[]>();

        Assert.Equal(result, _engine.Reopen().RunToResult<string[]>());
    }

    [Fact]
    public void A_failure_too_many_ends_the_batch()
    {
        _engine.Start(async context => Describe(await context.MapAsync(
            [1, 2, 3, 4, 5],
            static async (branch, item, _, _, _) =>
            {
                await branch.WaitAsync(TimeSpan.FromSeconds(item));
                return item is 2 or 4 ? throw new InvalidDataException($"bad {item}") : item;
            },
            config: new MapConfig<int> { CompletionConfig = new CompletionConfig { ToleratedFailureCount = 1 } })));

        Assert.Equal(
            ["FailureToleranceExceeded", "0 Succeeded 1", "1 Failed bad 2", "2 Succeeded 3", "3 Failed bad 4", "4 Started"],
            _engine.RunToResult<string[]>());
    }

    [Fact]
    public void Branches_that_never_started_are_left_out()
    {
        _engine.Start(async context => Describe(await context.MapAsync(
            [1, 2, 3, 4, 5],
            static (branch, item, _, _, _) => branch.StepAsync((_, _) => Task.FromResult(item)),
            config: new MapConfig<int> { MaxConcurrency = 1, CompletionConfig = new CompletionConfig { MinSuccessful = 2 } })));

        Assert.Equal(["MinSuccessfulReached", "0 Succeeded 1", "1 Succeeded 2"], _engine.RunToResult<string[]>());
    }

    [Fact]
    public void A_branch_that_is_not_needed_any_more_is_cancelled()
    {
        var token = CancellationToken.None;
        var slow = new TaskCompletionSource<int>();
        _engine.Start(async context =>
        {
            await context.ParallelAsync<int>(
                [
                    (branch, _) => branch.StepAsync((_, cancellation) =>
                    {
                        token = cancellation;
                        return slow.Task;
                    }),
                    (branch, _) => branch.StepAsync((_, _) => Task.FromResult(1)),
                ],
                config: new ParallelConfig { CompletionConfig = CompletionConfig.FirstSuccessful() });
            await context.WaitAsync(TimeSpan.FromSeconds(1));
            return true;
        });
        _engine.RunUntilIdle();

        Assert.True(token.IsCancellationRequested);
    }

    [Fact]
    public void A_branch_that_is_not_needed_any_more_records_nothing()
    {
        var slow = new TaskCompletionSource<int>();
        _engine.Start(async context =>
        {
            await context.ParallelAsync<int>(
                [
                    (branch, _) => branch.StepAsync((_, _) => slow.Task, "slow"),
                    (branch, _) => branch.StepAsync((_, _) => Task.FromResult(1), "fast"),
                ],
                config: new ParallelConfig { CompletionConfig = CompletionConfig.FirstSuccessful() });
            await context.WaitAsync(TimeSpan.FromSeconds(1));
            return true;
        });
        _engine.RunUntilIdle();
        slow.SetResult(7);
        _engine.RunToEnd();

        Assert.Equal(OperationStatus.Started, _engine.Log.Find("1-1-1")!.Status);
    }

    [Fact]
    public void A_branch_that_swallows_its_cancellation_can_do_nothing_durable()
    {
        _engine.Start(async context =>
        {
            await context.ParallelAsync<int>(
                [
                    async (branch, _) =>
                    {
                        try
                        {
                            await branch.WaitAsync(TimeSpan.FromSeconds(50));
                        }
                        catch (OperationCanceledException)
                        {
                        }

                        return await branch.StepAsync((_, _) =>
                        {
                            _trace.Add("orphan");
                            return Task.FromResult(1);
                        });
                    },
                    (branch, _) => branch.StepAsync((_, _) => Task.FromResult(1), "fast"),
                ],
                config: new ParallelConfig { CompletionConfig = CompletionConfig.FirstSuccessful() });
            await context.WaitAsync(TimeSpan.FromSeconds(60));
            return true;
        });
        _engine.RunToEnd();

        Assert.Empty(_trace);
        Assert.Null(_engine.Log.Find("1-1-2"));
    }

    [Fact]
    public void The_wait_of_a_branch_that_is_not_needed_wakes_nobody()
    {
        _engine.Start(async context =>
        {
            await context.ParallelAsync<int>(
                [
                    static async (branch, _) =>
                    {
                        await branch.WaitAsync(TimeSpan.FromSeconds(5));
                        return 0;
                    },
                    static (branch, _) => branch.StepAsync((_, _) => Task.FromResult(1)),
                ],
                config: new ParallelConfig { CompletionConfig = CompletionConfig.FirstSuccessful() });
            await context.WaitAsync(TimeSpan.FromSeconds(20));
            return true;
        });
        _engine.RunUntilIdle();
        var writes = _engine.Writes;

        _engine.Advance(TimeSpan.FromSeconds(19));

        Assert.Equal(writes, _engine.Writes);
    }

    [Fact]
    public void Branches_that_ended_before_a_crash_are_counted_before_anything_runs_again()
    {
        var slow = new TaskCompletionSource<int>();
        var goOn = new TaskCompletionSource();
        _engine.Start(async context =>
        {
            var batch = await context.MapAsync(
                [0, 1, 2],
                (branch, item, _, _, _) => branch.StepAsync(async (_, _) =>
                {
                    _trace.Add($"{item}");
                    if (item < 2)
                    {
                        await goOn.Task;
                    }

                    return item;
                }),
                config: new MapConfig<int> { CompletionConfig = new CompletionConfig { MinSuccessful = 2 } });
            return Describe(batch);
        });
        _engine.RunUntil(() => _engine.Log.Find("1-3") is { Status: OperationStatus.Succeeded });
        _engine.CrashAndResume();
        Assert.Equal(["0", "1", "2", "0", "1"], _trace);

        goOn.SetResult();
        Assert.Contains("2 Succeeded 2", _engine.RunToResult<string[]>());
    }

    [Fact]
    public void A_batch_whose_end_was_lost_ends_from_its_branches_as_it_would_have_ended()
    {
        _engine.Options.MaxBatchOperations = 1;
        _engine.Start(RaceAsync);
        _engine.Advance(TimeSpan.FromSeconds(9));
        _engine.Clock.Advance(TimeSpan.FromSeconds(1));
        _engine.RunUntil(() => _engine.Log.Find("1-2")!.IsTerminal);
        Assert.False(_engine.Log.Find("1")!.IsTerminal);

        _engine.Crash();

        Assert.Equal(["MinSuccessfulReached", "0 Started", "1 Succeeded 1", "2 Started"], _engine.RunToResult<string[]>());
    }

    [Fact]
    public void A_failure_too_many_whose_batch_did_not_live_to_end_ends_it_after_the_crash()
    {
        _engine.Options.MaxBatchOperations = 1;
        _engine.Start(static async context => Describe(await context.MapAsync(
            [3, 2, 1],
            static async (branch, item, _, _, _) =>
            {
                await branch.WaitAsync(TimeSpan.FromSeconds(item));
                return item == 2 ? throw new InvalidDataException("bad") : item;
            },
            config: new MapConfig<int> { CompletionConfig = new CompletionConfig { MinSuccessful = 2, ToleratedFailureCount = 0 } })));
        _engine.Advance(TimeSpan.FromMilliseconds(1999));
        _engine.Clock.Advance(TimeSpan.FromMilliseconds(1));
        _engine.RunUntil(() => _engine.Log.Find("1-2")!.IsTerminal);
        Assert.False(_engine.Log.Find("1")!.IsTerminal);

        _engine.Crash();

        Assert.Equal(["FailureToleranceExceeded", "0 Started", "1 Failed bad", "2 Succeeded 1"], _engine.RunToResult<string[]>());
    }

    private static Task<string[]> RaceAsync(IDurableContext context) =>
        RaceAsync(context, new ParallelConfig { CompletionConfig = CompletionConfig.FirstSuccessful() });

    private static async Task<string[]> RaceAsync(IDurableContext context, ParallelConfig config) => Describe(await context.ParallelAsync<int>(
        [
            static async (branch, _) =>
            {
                await branch.WaitAsync(TimeSpan.FromSeconds(20));
                return 0;
            },
            static async (branch, _) =>
            {
                await branch.WaitAsync(TimeSpan.FromSeconds(10));
                return await branch.StepAsync((_, _) => Task.FromResult(1));
            },
            static async (branch, _) =>
            {
                await branch.WaitAsync(TimeSpan.FromSeconds(30));
                return 2;
            },
        ],
        config: config));

    private static string[] Describe(IBatchResult<int> batch) =>
        [
            $"{batch.CompletionReason}",
            .. batch.All.Select(static item => item.Status switch
            {
                BatchItemStatus.Succeeded => $"{item.Index} Succeeded {item.Result}",
                BatchItemStatus.Failed => $"{item.Index} Failed {item.Error!.Message}",
                _ => $"{item.Index} Started",
            }),
        ];
}
