using Durable.Testing;

namespace Durable.Core.Tests.Engine.Lanes;

public sealed class LaneTests
{
    private readonly EngineHarness _engine = new(EngineHost.Grains);

    [Fact]
    public void An_execution_does_not_go_to_sleep_between_the_end_of_a_branch_and_what_its_caller_does_next()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var engine = new EngineHarness(EngineHost.Grains, new Random(seed).Next);
            var start = engine.Clock.GetUtcNow();
            engine.Start(async context =>
            {
                await context.MapAsync([1, 2], async (outer, _, _, _, _) => (await outer.ParallelAsync<int>(
                    [
                        async (branch, _) =>
                        {
                            await branch.WaitAsync(TimeSpan.FromDays(1));
                            return 1;
                        },
                        (branch, _) => branch.StepAsync((_, _) => Task.FromResult(2)),
                    ],
                    config: new ParallelConfig { CompletionConfig = CompletionConfig.FirstSuccessful() })).SuccessCount);
                return 1;
            });

            Assert.Equal(1, engine.RunToResult<int>());
            Assert.InRange(engine.Clock.GetUtcNow(), start, start.AddMinutes(1));
        }
    }

    [Fact]
    public void An_execution_whose_branches_of_branches_wait_suspends_when_it_comes_back_too()
    {
        _engine.Start(static async context =>
        {
            await context.MapAsync([1], static (outer, _, _, _, _) => outer.MapAsync([1], static (inner, _, _, _, _) => WaitForCallbackAsync(inner)));
            return 1;
        });
        _engine.RunUntilIdle();
        Assert.True(_engine.Current.IsSuspended);

        _engine.CrashAndResume();
        Assert.True(_engine.Current.IsSuspended);

        static async Task<string> WaitForCallbackAsync(IDurableContext context) => await (await context.CreateCallbackAsync<string>()).GetResultAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_batch_does_not_end_before_each_of_its_branches_has_begun(bool isNested)
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var engine = new EngineHarness(EngineHost.Grains, new Random(seed).Next);
            var slowRuns = 0;
            engine.Start(async context =>
            {
                if (isNested)
                {
                    await context.MapAsync([1], async (branch, _, _, _, _) => (await RaceAsync(branch)).SuccessCount);
                }
                else
                {
                    await RaceAsync(context);
                }

                return 1;
            });

            Assert.Equal(1, engine.RunToResult<int>());
            Assert.Equal((seed, 1), (seed, slowRuns));

            Task<IBatchResult<int>> RaceAsync(IDurableContext context) => context.ParallelAsync<int>(
                [
                    async (branch, _) =>
                    {
                        slowRuns++;
                        await branch.WaitAsync(TimeSpan.FromDays(1));
                        return 1;
                    },
                    (_, _) => Task.FromResult(2),
                ],
                config: new ParallelConfig { CompletionConfig = CompletionConfig.FirstSuccessful() });
        }
    }

    [Fact]
    public void A_branch_that_awaits_another_by_its_own_means_has_begun()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var engine = new EngineHarness(EngineHost.Grains, new Random(seed).Next);
            var last = new TaskCompletionSource();
            engine.Start(async context => (await context.ParallelAsync<int>(
                [
                    static (branch, _) => WaitLongAsync(branch),
                    static (branch, _) => branch.StepAsync<int>(static (_, _) => throw new TimeoutException(), config: new StepConfig { RetryStrategy = RetryStrategy.None }),
                    static (branch, _) => branch.StepAsync(static (_, _) => Task.FromResult(2)),
                    async (branch, _) =>
                    {
                        // The last one begins when two others have made room.
                        await last.Task;
                        return await branch.StepAsync(static (_, _) => Task.FromResult(3));
                    },
                    static (branch, _) => WaitLongAsync(branch),
                    (branch, _) =>
                    {
                        last.TrySetResult();
                        return WaitLongAsync(branch);
                    },
                ],
                config: new ParallelConfig
                {
                    MaxConcurrency = 4,
                    CompletionConfig = new CompletionConfig { MinSuccessful = 2, ToleratedFailureCount = 5 },
                })).SuccessCount);
            var start = engine.Clock.GetUtcNow();

            Assert.Equal(2, engine.RunToResult<int>());
            Assert.InRange(engine.Clock.GetUtcNow(), start, start.AddMinutes(1));
        }

        static async Task<int> WaitLongAsync(IDurableContext branch)
        {
            await branch.WaitAsync(TimeSpan.FromDays(1));
            return 1;
        }
    }

    [Fact]
    public void Branches_with_turns_of_their_own_give_the_same_result()
    {
        _engine.Start(static async context =>
        {
            var batch = await context.MapAsync([1, 2, 3], static (branch, item, _, _, _) => branch.StepAsync((_, _) => Task.FromResult(item * 2)));
            return batch.GetResults().Sum();
        });

        Assert.Equal(12, _engine.RunToResult<int>());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(999)]
    public void However_many_branches_are_due_together_they_go_on_after_one_request(int branches)
    {
        var resumed = 0;
        var goOn = new TaskCompletionSource();
        _engine.Start(async context =>
        {
            await context.MapAsync(
                Enumerable.Range(0, branches).ToArray(),
                async (branch, _, _, _, _) =>
                {
                    await branch.WaitAsync(TimeSpan.FromSeconds(10));
                    resumed++;
                    await goOn.Task;
                    return true;
                },
                config: new MapConfig<int> { NestingType = NestingType.Flat });
            return true;
        });
        _engine.Advance(TimeSpan.FromSeconds(9));
        var writes = _engine.Writes;

        _engine.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(branches, resumed);
        Assert.Equal(1, _engine.Writes - writes);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void An_activation_whose_branch_finds_no_turns_is_given_up_and_another_goes_on(int begun)
    {
        _engine.Start(static async context => (await context.MapAsync([1], static async (outer, _, _, _, _) => await SumAsync(outer))).GetResults().Sum());
        var first = _engine.Current;
        _engine.RunUntil(() => first.Branches.Held == begun);
        first.Branches.FailNext();

        Assert.Equal(7, _engine.RunToResult<int>());
        Assert.Equal(ActivationState.Faulted, first.State);
        Assert.IsType<TimeoutException>(first.Fault);
        Assert.InRange(_engine.Clock.GetUtcNow(), ManualTimeProvider.DefaultStart, ManualTimeProvider.DefaultStart.AddMinutes(2));
    }

    [Fact]
    public void An_activation_may_be_given_up_whatever_is_on_its_way_between_it_and_its_branches()
    {
        var items = 0;
        for (var given = true; given; items++)
        {
            var engine = new EngineHarness(EngineHost.Grains);
            engine.Start(SumAsync);
            var first = engine.Current;
            for (var ran = 0; ran < items && (engine.Work.RunOne() || engine.PassTime()); ran++)
            {
            }

            given = engine.Head.Status == ExecutionStatus.Running;
            _ = first.PostAsync(static execution => execution.Fault(new TimeoutException()));

            Assert.Equal(7, engine.RunToResult<int>());
            Assert.True(first.Fault is TimeoutException || !given);
        }

        Assert.InRange(items, 50, 1000);
    }

    [Fact]
    public void Branches_whose_turns_lag_behind_come_to_the_same_result()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var engine = new EngineHarness(EngineHost.Grains, random.Next);
            engine.Start(SumAsync);
            while (engine.Work.RunOne() || engine.PassTime())
            {
                engine.Current.Branches.Delay(random.Next, random.Next(1, 50));
            }

            Assert.Equal(7, engine.RunToResult<int>());
            Assert.InRange(engine.Clock.GetUtcNow(), ManualTimeProvider.DefaultStart, ManualTimeProvider.DefaultStart.AddMinutes(1));
        }
    }

    [Fact]
    public void Branches_that_are_left_behind_leave_their_turns()
    {
        _engine.Start(static async context => (await context.MapAsync(
            [1, 2],
            static async (branch, _, _, _, _) =>
            {
                await branch.WaitAsync(TimeSpan.FromDays(1));
                return 1;
            })).SuccessCount);
        var first = _engine.Current;
        _engine.RunUntil(() => first.Branches.Held == 2);

        _engine.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(ActivationState.Released, first.State);
        Assert.Equal(0, first.Branches.Held);
        Assert.Equal(2, _engine.RunToResult<int>());
    }

    [Fact]
    public void An_execution_suspends_though_a_branch_gives_up_a_wait_as_it_comes_due()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            using var impatience = new CancellationTokenSource();
            var engine = new EngineHarness(EngineHost.Grains, new Random(seed).Next);
            engine.Start(async context => (await context.MapAsync([1], async (branch, _, _, _, _) =>
            {
                try
                {
                    await branch.WaitAsync(TimeSpan.FromSeconds(5), cancellationToken: impatience.Token);
                }
                catch (OperationCanceledException)
                {
                }

                await branch.WaitAsync(TimeSpan.FromSeconds(50));
                return 1;
            })).SuccessCount);
            engine.Advance(TimeSpan.FromSeconds(4));

            // The wake and the giving up are on their way at once.
            engine.Clock.AdvanceTo(engine.Clock.GetUtcNow().AddSeconds(1));
            impatience.Cancel();
            engine.RunUntilIdle();

            // What came due and was given up at once goes on like the others, and holds nothing up.
            Assert.True(engine.Current.IsSuspended);
        }
    }

    [Fact]
    public void Steps_that_a_branch_has_left_behind_do_not_hold_up_a_drain()
    {
        TaskCompletionSource<int>[] bodies = [new(), new()];
        _engine.Start(async context =>
        {
            await context.MapAsync([1], (branch, _, _, _, _) =>
            {
                foreach (var body in bodies)
                {
                    _ = branch.StepAsync((_, _) => body.Task);
                }

                return Task.FromResult(1);
            });
            return await (await context.CreateCallbackAsync<int>()).GetResultAsync();
        });
        _engine.RunUntilIdle();

        foreach (var body in bodies)
        {
            body.SetResult(1);
            _engine.RunUntilIdle();
        }

        _ = _engine.Current.PostAsync(static execution => execution.Drain());
        _engine.RunUntilIdle();
        Assert.Equal(ActivationState.Released, _engine.Current.State);
    }

    [Fact]
    public void A_branch_that_lost_its_host_does_not_hold_the_others()
    {
        var resumed = 0;
        _engine.Start(async context =>
        {
            await context.MapAsync(
                [1, 2],
                async (branch, _, _, _, _) =>
                {
                    await branch.WaitAsync(TimeSpan.FromSeconds(10));
                    resumed++;
                    return true;
                });
            return true;
        });
        _engine.RunUntilIdle();
        _engine.Current.Branches.Lose(1);

        _engine.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(1, resumed);
    }

    private static async Task<int> SumAsync(IDurableContext context) => (await context.MapAsync(
        [1, 2], static (branch, item, _, _, _) => DoubleAsync(branch, item))).GetResults().Sum() + 1;

    private static async Task<int> DoubleAsync(IDurableContext branch, int item)
    {
        var doubled = await branch.StepAsync((_, _) => Task.FromResult(item));
        await branch.WaitAsync(TimeSpan.FromSeconds(10));
        return await branch.StepAsync((_, _) => Task.FromResult(doubled * 2));
    }
}
