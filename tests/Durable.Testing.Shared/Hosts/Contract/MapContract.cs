using Durable.Model;

namespace Durable.Testing;

/// <summary>Map: what branches get, what comes out, what stands in history.</summary>
public abstract class MapContract<TFixture> : HostContract<TFixture>
    where TFixture : HostFixture, new()
{
    private static readonly string[] s_letters = ["a", "b", "c"];

    [Theory]
    [InlineData(NestingType.Nested)]
    [InlineData(NestingType.Flat)]
    public async Task Results_are_in_the_order_of_the_items_on_first_run_and_on_replay(NestingType nesting)
    {
        var (first, replayed) = await RunAndReplayAsync(async context =>
        {
            // The first item takes longest.
            var result = await context.MapAsync(
                s_letters,
                async (branch, item, index, _, _) =>
                {
                    await branch.WaitAsync(TimeSpan.FromSeconds(3 - index));
                    return await branch.StepAsync((_, _) => Task.FromResult(item.ToUpperInvariant()));
                },
                config: new MapConfig<string> { NestingType = nesting });
            return (string.Join(' ', result.GetResults()), result.CompletionReason, result.SuccessCount, result.TotalCount);
        });

        Assert.Equal(("A B C", CompletionReason.AllCompleted, 3, 3), first);
        Assert.Equal(first, replayed);
    }

    [Fact]
    public async Task A_branch_gets_its_item_its_index_and_all_items()
    {
        var seen = await RunAsync(async context => (await context.MapAsync(
            s_letters, (_, item, index, all, _) => Task.FromResult($"{item}{index}{all.Count}{all[index]}"))).GetResults());

        Assert.Equal(["a03a", "b13b", "c23c"], seen);
    }

    [Fact]
    public async Task A_map_of_two_items_one_at_a_time_has_this_history()
    {
        var history = await RunForHistoryAsync(async context => (await context.MapAsync(
            ["x", "y"], (branch, item, _, _, _) => branch.StepAsync((_, _) => Task.FromResult(item)), "letters", new MapConfig<string> { MaxConcurrency = 1 })).TotalCount);

        Assert.Equal(
            [
                HistoryEventType.ExecutionStarted, HistoryEventType.ContextStarted,
                HistoryEventType.ContextStarted, HistoryEventType.StepStarted, HistoryEventType.StepSucceeded, HistoryEventType.ContextSucceeded,
                HistoryEventType.ContextStarted, HistoryEventType.StepStarted, HistoryEventType.StepSucceeded, HistoryEventType.ContextSucceeded,
                HistoryEventType.ContextSucceeded, HistoryEventType.InvocationCompleted, HistoryEventType.ExecutionSucceeded,
            ],
            history.Types);
        Assert.Equal(Enumerable.Range(1, 13).Select(static id => (long)id), history.Events.Select(static item => item.EventId));
        Assert.Equal(("1", null, "Map", "letters"), Identity(history.Events[1]));
        Assert.Equal(("1-1", "1", "MapIteration", "0"), Identity(history.Events[2]));
        Assert.Equal(("1-1-1", "1-1", "Step", null), Identity(history.Events[3]));
        Assert.Equal(("1-2", "1", "MapIteration", "1"), Identity(history.Events[6]));
    }

    [Fact]
    public async Task A_flat_map_records_no_branches_and_their_operations_hang_on_the_map()
    {
        var history = await RunForHistoryAsync(async context => (await context.MapAsync(
            ["x", "y"],
            (branch, item, _, _, _) => branch.StepAsync((_, _) => Task.FromResult(item)),
            config: new MapConfig<string> { MaxConcurrency = 1, NestingType = NestingType.Flat })).TotalCount);

        Assert.Equal(
            [
                HistoryEventType.ExecutionStarted, HistoryEventType.ContextStarted, HistoryEventType.StepStarted, HistoryEventType.StepSucceeded,
                HistoryEventType.StepStarted, HistoryEventType.StepSucceeded, HistoryEventType.ContextSucceeded,
                HistoryEventType.InvocationCompleted, HistoryEventType.ExecutionSucceeded,
            ],
            history.Types);
        Assert.Equal([("1-1-1", "1"), ("1-2-1", "1")], history.Of(HistoryEventType.StepStarted).Select(static item => (item.Id, item.ParentId)));
    }

    [Fact]
    public async Task A_namer_names_the_branches()
    {
        var history = await RunForHistoryAsync(async context =>
        {
            var result = await context.MapAsync(
                s_letters, (_, _, _, _, _) => Task.FromResult(1), config: new MapConfig<string> { ItemNamer = static (item, index) => $"{item}@{index}" });
            return string.Join(' ', result.All.Select(static item => item.Name));
        });

        Assert.Equal("\"a@0 b@1 c@2\"", history.Of(HistoryEventType.ExecutionSucceeded)[0].Details.Result!.Payload);
        Assert.Equal(["a@0", "b@1", "c@2"], history.Of(HistoryEventType.ContextStarted).Skip(1).Select(static item => item.Name));
    }

    [Fact]
    public async Task A_branch_name_that_cannot_be_recorded_is_refused_and_leaves_no_trace()
    {
        var history = await RunForHistoryAsync(async context =>
        {
            await Assert.ThrowsAsync<ArgumentException>(() => context.MapAsync(
                s_letters, (_, _, _, _, _) => Task.FromResult(1), config: new MapConfig<string> { ItemNamer = static (_, _) => "" }));
            return 1;
        });

        Assert.Equal([HistoryEventType.ExecutionStarted, HistoryEventType.InvocationCompleted, HistoryEventType.ExecutionSucceeded], history.Types);
    }

    [Fact]
    public async Task A_map_of_nothing_is_recorded_and_complete_at_once()
    {
        var (first, replayed) = await RunAndReplayAsync(async context =>
        {
            var result = await context.MapAsync(Array.Empty<string>(), (_, item, _, _, _) => Task.FromResult(item), "empty");
            result.ThrowIfError();
            return (result.CompletionReason, result.TotalCount, result.HasFailure, result.GetResults().Count);
        });

        Assert.Equal((CompletionReason.AllCompleted, 0, false, 0), first);
        Assert.Equal(first, replayed);
        var execution = Assert.Single((await Client.ListAsync(new ExecutionQuery { FunctionName = Function })).Executions);
        Assert.Equal(
            [HistoryEventType.ContextStarted, HistoryEventType.ContextSucceeded],
            (await Client.ReadHistoryAsync(execution.Id)).Named("empty").Select(static item => item.EventType));
    }

    [Fact]
    public async Task Items_are_written_and_read_by_the_item_serializer()
    {
        var config = new MapConfig<string> { ItemSerializer = new TaggingSerializer("item") };

        var history = await RunForHistoryAsync(async context => (await context.MapAsync(
            ["x"], (_, item, _, _, _) => Task.FromResult(item), "map", config)).GetResults()[0]);

        Assert.Equal("item:\"x\"", history.Named("0")[^1].Details.Result!.Payload);
        Assert.Equal("\"x\"", history.Of(HistoryEventType.ExecutionSucceeded)[0].Details.Result!.Payload);
    }

    [Fact]
    public async Task The_caller_sees_results_as_the_serializer_gives_them_back_on_first_run_too()
    {
        var (first, replayed) = await RunAndReplayAsync(async context =>
        {
            var result = await context.MapAsync([1], (_, _, _, _, _) => Task.FromResult(new Leaky { Kept = 1, Lost = 2 }));
            return result.GetResults()[0];
        });

        Assert.Equal(new Leaky { Kept = 1, Lost = 0 }, first);
        Assert.Equal(first, replayed);
    }

    [Fact]
    public async Task Branches_that_are_finished_do_not_run_again_when_the_host_dies_before_the_others_are()
    {
        int[] runs = [0, 0, 0];
        await ServeAsync(async context => (await context.MapAsync(
            s_letters,
            async (branch, item, index, _, _) =>
            {
                if (index == 1)
                {
                    await branch.WaitAsync(TimeSpan.FromSeconds(30));
                }

                return await branch.StepAsync((_, _) =>
                {
                    runs[index]++;
                    return Task.FromResult(item);
                });
            })).GetResults());
        var execution = await StartAsync();
        await Clock.DriveAsync(
            Host.WhenHistoryAsync(execution.Id, static history => history.Count(HistoryEventType.ContextSucceeded) == 2 && history.OpenWaits == 1),
            reach: TimeSpan.FromSeconds(5));

        await Host.RestartAsync();

        Assert.Equal(["a", "b", "c"], await Clock.DriveAsync(Client.WaitForResultAsync<string[]>(execution.Id)));
        Assert.Equal([1, 1, 1], runs);
    }

    private static (string?, string?, string?, string?) Identity(HistoryEvent item) => (item.Id, item.ParentId, item.SubType, item.Name);
}
