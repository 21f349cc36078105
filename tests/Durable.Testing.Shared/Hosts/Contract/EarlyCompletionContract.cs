using Durable.Model;

namespace Durable.Testing;

/// <summary>What becomes of branches that are still under way when their batch is done: they are cancelled and never write again.</summary>
public abstract class EarlyCompletionContract<TFixture> : HostContract<TFixture>
    where TFixture : HostFixture, new()
{
    private static readonly ParallelConfig s_first = new() { CompletionConfig = CompletionConfig.FirstSuccessful() };

    [Theory]
    [InlineData(NestingType.Nested)]
    [InlineData(NestingType.Flat)]
    public async Task A_branch_under_way_counts_as_started_on_first_run_and_on_replay(NestingType nesting)
    {
        var slowRuns = 0;

        var (first, replayed) = await RunAndReplayAsync(async context =>
        {
            var result = await context.ParallelAsync(
                [
                    new DurableBranch<string>("slow", async (branch, _) =>
                    {
                        slowRuns++;
                        await branch.WaitAsync(TimeSpan.FromDays(1));
                        return "slow";
                    }),
                    new DurableBranch<string>("fast", (branch, _) => branch.StepAsync((_, _) => Task.FromResult("fast"))),
                ],
                config: s_first with { NestingType = nesting });
            return (
                result.CompletionReason,
                Started: string.Join(' ', result.Started.Select(static item => item.Name)),
                Results: string.Join(' ', result.GetResults()),
                result.StartedCount,
                result.TotalCount);
        });

        Assert.Equal((CompletionReason.MinSuccessfulReached, "slow", "fast", 1, 2), first);
        Assert.Equal(first, replayed);
        Assert.Equal(1, slowRuns);
    }

    [Fact]
    public async Task Branches_that_never_started_are_left_out()
    {
        var (first, replayed) = await RunAndReplayAsync(async context =>
        {
            var result = await context.MapAsync(
                Enumerable.Range(0, 5).ToArray(),
                (_, item, _, _, _) => Task.FromResult(item),
                config: new MapConfig<int> { MaxConcurrency = 1, CompletionConfig = new CompletionConfig { MinSuccessful = 2 } });
            return (string.Join(' ', result.All.Select(static item => item.Index)), result.TotalCount);
        });

        Assert.Equal(("0 1", 2), first);
        Assert.Equal(first, replayed);
    }

    [Fact]
    public async Task Tokens_of_branches_under_way_are_cancelled()
    {
        var seen = new TaskCompletionSource<bool[]>(TaskCreationOptions.RunContinuationsAsynchronously);
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await RunAsync(async context =>
        {
            CancellationToken bodyToken = default;
            await context.ParallelAsync(
                [
                    async (branch, token) =>
                    {
                        try
                        {
                            await branch.StepAsync((_, stepToken) =>
                            {
                                bodyToken = stepToken;
                                begun.SetResult();
                                return new TaskCompletionSource<int>().Task.WaitAsync(stepToken);
                            });
                        }
                        finally
                        {
                            seen.SetResult([token.IsCancellationRequested, branch.CancellationToken.IsCancellationRequested, bodyToken.IsCancellationRequested]);
                        }

                        return 1;
                    },
                    async (branch, token) =>
                    {
                        // Where branches run beside each other this one could win before the other has begun.
                        await begun.Task;
                        await branch.WaitAsync(TimeSpan.FromSeconds(1));
                        return 2;
                    },
                ],
                config: s_first);
            return 1;
        });

        var tokens = await seen.Task.OrFail();
        Assert.Equal([true, true, true], tokens);
    }

    [Fact]
    public async Task The_token_of_the_execution_is_not_cancelled_with_its_branches()
    {
        var cancelled = await RunAsync(async context =>
        {
            await RaceAsync(context, (branch, _) => branch.WaitAsync(TimeSpan.FromDays(1)));
            return context.CancellationToken.IsCancellationRequested;
        });

        Assert.False(cancelled);
    }

    [Fact]
    public async Task An_orphaned_wait_does_not_hold_up_the_execution()
    {
        await ServeAsync(async context =>
        {
            await RaceAsync(context, (branch, _) => branch.WaitAsync(TimeSpan.FromDays(1)));
            return Clock.GetUtcNow();
        });
        var start = Clock.GetUtcNow();
        var execution = await StartAsync();
        await WhenWaitingAsync(execution, waits: 2);

        Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(start.AddSeconds(1), await execution.WithResult<DateTimeOffset>().WaitForResultAsync().OrFail());
    }

    [Fact]
    public async Task An_orphaned_wait_wakes_nobody()
    {
        var history = await RunForHistoryAsync(async context =>
        {
            await RaceAsync(context, (branch, _) => branch.WaitAsync(TimeSpan.FromSeconds(30)));
            await context.WaitAsync(TimeSpan.FromSeconds(60));
            return 1;
        });

        // Suspended at most twice, for the race and for the wait of the function; where time passes faster than branches, not even that.
        Assert.InRange(history.Count(HistoryEventType.InvocationCompleted), 1, 3);
    }

    [Fact]
    public async Task A_step_body_that_ignores_its_token_ends_in_nothing()
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var returned = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        var history = await RunForHistoryAsync(async context =>
        {
            await RaceAsync(
                context,
                (branch, _) => branch.StepAsync(
                    async (_, _) =>
                    {
                        begun.SetResult();
                        await release.Task;
                        returned.SetResult();
                        return 1;
                    },
                    "stubborn"),
                begun.Task);
            await context.StepAsync(async (_, _) =>
            {
                release.SetResult();
                await returned.Task;
            });
            await context.WaitAsync(TimeSpan.FromSeconds(5));
            return 1;
        });

        // Where branches run beside each other the batch may be done before the START was told.
        Assert.All(history.Named("stubborn"), static item => Assert.Equal(HistoryEventType.StepStarted, item.EventType));
        Assert.Equal(2, history.Count(HistoryEventType.ContextSucceeded));
    }

    [Fact]
    public async Task A_branch_that_swallows_its_cancellation_can_start_nothing_more()
    {
        var refused = new TaskCompletionSource<Exception>(TaskCreationOptions.RunContinuationsAsynchronously);
        var ran = false;

        var history = await RunForHistoryAsync(async context =>
        {
            await RaceAsync(context, async (branch, _) =>
            {
                try
                {
                    await branch.WaitAsync(TimeSpan.FromDays(1));
                }
                catch (OperationCanceledException)
                {
                }

                try
                {
                    await branch.StepAsync(
                        (_, _) =>
                        {
                            ran = true;
                            return Task.FromResult(1);
                        },
                        "late");
                }
                catch (Exception exception)
                {
                    refused.SetResult(exception);
                }
            });
            await context.WaitAsync(TimeSpan.FromSeconds(5));
            return 1;
        });

        Assert.IsAssignableFrom<OperationCanceledException>(await refused.Task.OrFail());
        Assert.False(ran);
        Assert.Empty(history.Named("late"));
    }

    [Fact]
    public async Task A_branch_that_returns_after_its_cancellation_is_still_recorded_as_started()
    {
        var (first, replayed) = await RunAndReplayAsync(async context =>
        {
            var result = await RaceAsync(context, async (branch, _) =>
            {
                try
                {
                    await branch.WaitAsync(TimeSpan.FromDays(1));
                }
                catch (OperationCanceledException)
                {
                }
            });
            await context.WaitAsync(TimeSpan.FromSeconds(1));
            return (result.StartedCount, result.SuccessCount);
        });

        Assert.Equal((1, 1), first);
        Assert.Equal(first, replayed);
        var execution = Assert.Single((await Client.ListAsync(new ExecutionQuery { FunctionName = Function })).Executions);
        Assert.Equal(HistoryEventType.ContextStarted, Assert.Single((await Client.ReadHistoryAsync(execution.Id)).Named("0")).EventType);
    }

    [Fact]
    public async Task A_callback_on_a_branch_token_that_throws_does_not_harm_the_batch()
    {
        var result = await RunAsync(async context => (await RaceAsync(context, (branch, token) =>
        {
            token.Register(static () => throw new InvalidOperationException("callback broke"));
            return branch.WaitAsync(TimeSpan.FromDays(1));
        })).SuccessCount);

        Assert.Equal(1, result);
    }

    // The branch under test never wins against a branch that takes one second.
    private static Task<IBatchResult<int>> RaceAsync(
        IDurableContext context, Func<IDurableContext, CancellationToken, Task> loser, Task? begun = null) => context.ParallelAsync(
        [
            async (branch, token) =>
            {
                await loser(branch, token);
                return 0;
            },
            async (branch, _) =>
            {
                await (begun ?? Task.CompletedTask);
                await branch.WaitAsync(TimeSpan.FromSeconds(1));
                return 1;
            },
        ],
        config: s_first);
}
