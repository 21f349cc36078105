using Durable.Model;

namespace Durable.Testing;

/// <summary>What parallel does differently from map, and both inside each other.</summary>
public abstract class ParallelContract<TFixture> : HostContract<TFixture>
    where TFixture : HostFixture, new()
{
    [Fact]
    public async Task Branches_are_named_by_their_index()
    {
        var history = await RunForHistoryAsync(async context => (await context.ParallelAsync<int>([(_, _) => Task.FromResult(1), (_, _) => Task.FromResult(2)], "both")).TotalCount);

        var started = history.Of(HistoryEventType.ContextStarted);
        Assert.Equal([("both", "Parallel"), ("0", "ParallelBranch"), ("1", "ParallelBranch")], started.Select(static item => (item.Name, item.SubType)));
    }

    [Fact]
    public async Task Named_branches_keep_their_names_in_result_and_history()
    {
        var names = "";

        var history = await RunForHistoryAsync(async context =>
        {
            var result = await context.ParallelAsync(
                [new DurableBranch<int>("left", (_, _) => Task.FromResult(1)), new DurableBranch<int>("right", (_, _) => Task.FromResult(2))]);
            names = string.Join(' ', result.All.Select(static item => item.Name));
            return 1;
        });

        Assert.Equal("left right", names);
        Assert.Equal(["left", "right"], history.Of(HistoryEventType.ContextStarted).Skip(1).Select(static item => item.Name));
    }

    [Fact]
    public async Task Results_are_in_the_order_of_the_branches_on_first_run_and_on_replay()
    {
        var (first, replayed) = await RunAndReplayAsync(async context =>
        {
            var result = await context.ParallelAsync<string>(
                [
                    async (branch, _) =>
                    {
                        await branch.WaitAsync(TimeSpan.FromSeconds(2));
                        return "slow";
                    },
                    (_, _) => Task.FromResult("fast"),
                ]);
            return string.Join(' ', result.GetResults());
        });

        Assert.Equal(("slow fast", "slow fast"), (first, replayed));
    }

    [Fact]
    public async Task A_parallel_of_nothing_is_complete_at_once()
    {
        var reason = await RunAsync(async context =>
            (await context.ParallelAsync(Array.Empty<Func<IDurableContext, CancellationToken, Task<int>>>())).CompletionReason);

        Assert.Equal(CompletionReason.AllCompleted, reason);
    }

    [Fact]
    public async Task Maps_and_parallels_may_be_nested()
    {
        var (first, replayed) = await RunAndReplayAsync(async context =>
        {
            var outer = await context.MapAsync([10, 20], async (branch, tens, _, _, _) =>
            {
                var inner = await branch.ParallelAsync<int>(
                    [
                        (leaf, _) => leaf.StepAsync((_, _) => Task.FromResult(tens + 1)),
                        async (leaf, _) =>
                        {
                            await leaf.WaitAsync(TimeSpan.FromSeconds(1));
                            return await leaf.RunInChildContextAsync((child, _) => child.StepAsync((_, _) => Task.FromResult(tens + 2)));
                        },
                    ]);
                return inner.GetResults().Sum();
            });
            return string.Join(' ', outer.GetResults());
        });

        Assert.Equal(("23 43", "23 43"), (first, replayed));
    }

    [Fact]
    public async Task Batches_started_together_run_beside_each_other()
    {
        await ServeAsync(async context =>
        {
            Task<IBatchResult<int>> Batch() => context.MapAsync([1, 2], async (branch, item, _, _, _) =>
            {
                await branch.WaitAsync(TimeSpan.FromSeconds(5));
                return item;
            });

            return (await Task.WhenAll(Batch(), Batch(), Batch())).Sum(static result => result.SuccessCount);
        });
        var execution = await StartAsync();
        await WhenWaitingAsync(execution, waits: 6);

        Clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(6, await execution.WithResult<int>().WaitForResultAsync().OrFail());
    }
}
