using Durable.Testing;

namespace Durable.Core.Tests.Operations;

public sealed class BatchNameTests
{
    private readonly EngineHarness _engine = new();

    [Fact]
    public void Items_are_named_by_their_index() => Assert.Equal(["0", "1"], NamesOfMap(new MapConfig<string>()));

    [Fact]
    public void A_namer_names_items() =>
        Assert.Equal(["a-0", "b-1"], NamesOfMap(new MapConfig<string> { ItemNamer = static (item, index) => $"{item}-{index}" }));

    [Fact]
    public void Names_of_items_show_in_history()
    {
        NamesOfMap(new MapConfig<string> { ItemNamer = static (item, _) => item });

        Assert.Contains("ContextStarted a", _engine.Events);
        Assert.Contains("ContextSucceeded b", _engine.Events);
    }

    [Fact]
    public void Branches_have_their_own_names()
    {
        _engine.Start(static async context => (await context.ParallelAsync(
            [
                new DurableBranch<int>("left", static (_, _) => Task.FromResult(1)),
                new DurableBranch<int>("right", static (_, _) => Task.FromResult(2)),
            ])).All.Select(static item => item.Name!).ToArray());

        Assert.Equal(["left", "right"], _engine.RunToResult<string[]>());
    }

    [Fact]
    public void Functions_without_a_name_are_named_by_their_index()
    {
        _engine.Start(static async context => (await context.ParallelAsync<int>(
            [static (_, _) => Task.FromResult(1), static (_, _) => Task.FromResult(2)])).All.Select(static item => item.Name!).ToArray());

        Assert.Equal(["0", "1"], _engine.RunToResult<string[]>());
    }

    [Fact]
    public void A_namer_is_asked_once_for_each_item()
    {
        var asked = 0;
        NamesOfMap(new MapConfig<string>
        {
            ItemNamer = (item, _) =>
            {
                asked++;
                return item;
            },
        });

        Assert.Equal(2, asked);
    }

    [Fact]
    public void A_name_that_is_not_valid_is_refused_before_the_batch_takes_an_id()
    {
        _engine.Start(static async context =>
        {
            var config = new MapConfig<string> { ItemNamer = static (_, _) => "naïve" };
            await Assert.ThrowsAsync<ArgumentException>(() => context.MapAsync(["a"], static (_, item, _, _, _) => Task.FromResult(item), config: config));
            await context.StepAsync(static (_, _) => Task.FromResult(1));
            return true;
        });
        _engine.RunToEnd();

        Assert.Equal(["ExecutionStarted", "StepStarted 1", "StepSucceeded 1", "InvocationCompleted", "ExecutionSucceeded"], _engine.Events);
    }

    [Theory]
    [InlineData(NestingType.Nested, 10)]
    [InlineData(NestingType.Nested, 200_000)]
    [InlineData(NestingType.Flat, 10)]
    public void A_name_that_changed_after_the_batch_had_completed_ends_the_execution(NestingType nesting, int length)
    {
        _engine.Start(context => MapAsync(context, nesting, length, static item => item));
        _engine.RunToEnd();
        var replay = _engine.Reopen();
        replay.Options.OnDivergence = DivergenceBehavior.Fail;
        replay.Crash();
        replay.Deploy(context => MapAsync(context, nesting, length, static item => $"other {item}"));

        Assert.Equal(typeof(NonDeterministicExecutionException).FullName, replay.RunToEnd().Error?.ErrorType);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(1)]
    public void A_number_of_items_that_changed_ends_the_execution(int items)
    {
        _engine.Start(static context => CountAsync(context, 2));
        _engine.RunToEnd();
        var replay = _engine.Reopen();
        replay.Options.OnDivergence = DivergenceBehavior.Fail;
        replay.Crash();
        replay.Deploy(context => CountAsync(context, items));

        Assert.Equal(typeof(NonDeterministicExecutionException).FullName, replay.RunToEnd().Error?.ErrorType);
    }

    private string[] NamesOfMap(MapConfig<string> config)
    {
        _engine.Start(async context =>
            (await context.MapAsync(["a", "b"], static (_, item, _, _, _) => Task.FromResult(item), config: config)).All.Select(static item => item.Name!).ToArray());
        return _engine.RunToResult<string[]>();
    }

    private static async Task<int> CountAsync(IDurableContext context, int items) =>
        (await context.MapAsync(Enumerable.Range(0, items).ToArray(), static (_, item, _, _, _) => Task.FromResult(item))).SuccessCount;

    private static async Task<int> MapAsync(IDurableContext context, NestingType nesting, int length, Func<string, string> name)
    {
        var batch = await context.MapAsync(
            ["a", "b"],
            (branch, item, _, _, _) => branch.StepAsync((_, _) => Task.FromResult(new string('x', length))),
            config: new MapConfig<string> { NestingType = nesting, ItemNamer = (item, _) => name(item) });
        return batch.SuccessCount;
    }
}
