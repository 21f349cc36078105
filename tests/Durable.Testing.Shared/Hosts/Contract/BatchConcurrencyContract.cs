using Durable.Core.Log.Records;
using Durable.Model;

namespace Durable.Testing;

/// <summary>How many branches of a map or parallel are under way at once.</summary>
public abstract class BatchConcurrencyContract<TFixture> : HostContract<TFixture>
    where TFixture : HostFixture, new()
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _full = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _inside;
    private int _most;

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task No_more_branches_than_allowed_are_under_way(int limit)
    {
        await RunAsync(async context => (await context.MapAsync(
            Enumerable.Range(0, 10).ToArray(),
            async (branch, item, _, _, _) =>
            {
                await EnterAsync(limit);
                await branch.StepAsync((_, _) => Task.FromResult(1));
                await branch.WaitAsync(TimeSpan.FromSeconds(1 + (item % 3)));
                await branch.StepAsync((_, _) => Task.FromResult(1));
                Leave();
                return item;
            },
            config: new MapConfig<int> { MaxConcurrency = limit })).SuccessCount);

        Assert.Equal(limit, _most);
    }

    [Fact]
    public async Task Without_a_limit_all_branches_are_under_way_at_once()
    {
        await ServeAsync(async context => (await context.ParallelAsync(
            [.. Enumerable.Range(0, 100).Select<int, Func<IDurableContext, CancellationToken, Task<int>>>(index => async (branch, _) =>
            {
                Enter();
                await branch.WaitAsync(TimeSpan.FromSeconds(1));
                Leave();
                return index;
            })])).SuccessCount);
        await WhenWaitingAsync(await StartAsync(), waits: 100);

        Assert.Equal(100, _most);
    }

    [Fact]
    public async Task A_suspended_branch_keeps_its_place()
    {
        await ServeAsync(async context =>
        {
            await context.MapAsync(
                [1, 2, 3],
                async (branch, item, _, _, _) =>
                {
                    await branch.WaitAsync(TimeSpan.FromSeconds(5));
                    return item;
                },
                config: new MapConfig<int> { MaxConcurrency = 1 });
            return Clock.GetUtcNow();
        });
        var start = Clock.GetUtcNow();
        var execution = await StartAsync();
        for (var item = 1; item <= 3; item++)
        {
            await WhenWaitingAsync(execution, waits: item);
            Clock.Advance(TimeSpan.FromSeconds(5));
        }

        Assert.Equal(start.AddSeconds(15), await execution.WithResult<DateTimeOffset>().WaitForResultAsync().OrFail());
    }

    [Fact]
    public async Task Branches_start_in_the_order_of_their_items()
    {
        var history = await RunForHistoryAsync(async context => (await context.MapAsync(
            Enumerable.Range(0, 20).ToArray(),
            static (branch, item, _, _, _) => branch.StepAsync((_, _) => Task.FromResult(item)),
            "all",
            new MapConfig<int> { MaxConcurrency = 4, ItemNamer = static (item, _) => $"item {item}" })).TotalCount);

        Assert.Equal(
            ["all", .. Enumerable.Range(0, 20).Select(static item => $"item {item}")],
            history.Of(HistoryEventType.ContextStarted).Select(static started => started.Name));
    }

    [Fact]
    public async Task The_limit_holds_after_a_restart_too()
    {
        await ServeAsync(async context => (await context.MapAsync(
            Enumerable.Range(0, 6).ToArray(),
            async (branch, item, _, _, _) =>
            {
                await EnterAsync(2);
                await branch.WaitAsync(TimeSpan.FromSeconds(10));
                Leave();
                return item;
            },
            config: new MapConfig<int> { MaxConcurrency = 2 })).GetResults());
        var execution = await StartAsync();
        await WhenWaitingAsync(execution, waits: 2);
        Clock.Advance(TimeSpan.FromSeconds(10));
        await WhenWaitingAsync(execution, waits: 4);

        (_inside, _most, _full) = (0, 0, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        await Host.RestartAsync();

        Assert.Equal(Enumerable.Range(0, 6), await Clock.DriveAsync(Client.WaitForResultAsync<int[]>(execution.Id)));
        Assert.Equal(2, _most);
    }

    [Fact]
    public async Task Branches_that_come_due_together_go_on_after_one_storage_request()
    {
        const int Branches = 999;
        await ServeAsync(async context => (await context.MapAsync(
            new int[Branches],
            async (branch, _, index, _, _) =>
            {
                await branch.WaitAsync(TimeSpan.FromSeconds(30));
                return index;
            })).SuccessCount);
        var execution = await StartAsync();
        await Host.WhenHistoryAsync(execution.Id, static history => history.OpenWaits == Branches);

        Clock.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal(Branches, await execution.WithResult<int>().WaitForResultAsync().OrFail());
        Assert.Single(await Host.ReadRecordsAsync(execution.Id), static record => record is WatermarkRecord);
    }

    // The first branches go on only together: then as many as allowed were under way for sure.
    private Task EnterAsync(int limit)
    {
        lock (_lock)
        {
            Enter();
            if (_inside == limit)
            {
                _full.TrySetResult();
            }

            return _full.Task;
        }
    }

    private void Enter()
    {
        lock (_lock)
        {
            _most = Math.Max(_most, ++_inside);
        }
    }

    private void Leave()
    {
        lock (_lock)
        {
            _inside--;
        }
    }
}
