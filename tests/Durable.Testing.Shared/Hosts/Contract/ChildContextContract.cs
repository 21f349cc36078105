using Durable.Model;

namespace Durable.Testing;

/// <summary>Child contexts: results, nesting, and what stands in history.</summary>
public abstract class ChildContextContract<TFixture> : HostContract<TFixture>
    where TFixture : HostFixture, new()
{
    [Fact]
    public async Task A_child_context_returns_what_its_body_returned_and_runs_once()
    {
        var runs = 0;

        var (first, replayed) = await RunAndReplayAsync(context => context.RunInChildContextAsync(async (child, _) =>
        {
            runs++;
            return await child.StepAsync((_, _) => Task.FromResult(41)) + 1;
        }));

        Assert.Equal((42, 42, 1), (first, replayed, runs));
    }

    [Fact]
    public async Task Operations_in_a_child_context_hang_on_it()
    {
        var history = await RunForHistoryAsync(context => context.RunInChildContextAsync(
            (child, _) => child.RunInChildContextAsync((grandchild, _) => grandchild.StepAsync((_, _) => Task.FromResult(1), "leaf"), "inner"), "outer"));

        Assert.Equal(
            [
                HistoryEventType.ExecutionStarted, HistoryEventType.ContextStarted, HistoryEventType.ContextStarted, HistoryEventType.StepStarted,
                HistoryEventType.StepSucceeded, HistoryEventType.ContextSucceeded, HistoryEventType.ContextSucceeded,
                HistoryEventType.InvocationCompleted, HistoryEventType.ExecutionSucceeded,
            ],
            history.Types);
        Assert.Equal(("1", null), Place(history.Named("outer")[0]));
        Assert.Equal(("1-1", "1"), Place(history.Named("inner")[0]));
        Assert.Equal(("1-1-1", "1-1"), Place(history.Named("leaf")[0]));
    }

    [Fact]
    public async Task Each_context_counts_its_own_operations()
    {
        var history = await RunForHistoryAsync(async context =>
        {
            var left = context.RunInChildContextAsync((child, _) => Two(child));
            var right = context.RunInChildContextAsync((child, _) => Two(child));
            await Task.WhenAll(left, right);
            return await context.StepAsync((_, _) => Task.FromResult(1));
        });

        Assert.Equal(["1-1", "1-2", "2-1", "2-2", "3"], history.Of(HistoryEventType.StepSucceeded).Select(static item => item.Id).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_child_context_without_a_result_is_recorded_without_one()
    {
        var history = await RunForHistoryAsync(async context =>
        {
            await context.RunInChildContextAsync((child, _) => child.StepAsync((_, _) => Task.CompletedTask));
            return 1;
        });

        Assert.Equal(new EventPayload(null, Truncated: false), Assert.Single(history.Of(HistoryEventType.ContextSucceeded)).Details.Result);
    }

    [Fact]
    public async Task A_null_result_is_null_on_first_run_and_on_replay()
    {
        var (first, replayed) = await RunAndReplayAsync(context => context.RunInChildContextAsync((_, _) => Task.FromResult<string?>(null)));

        Assert.Null(first);
        Assert.Null(replayed);
    }

    [Fact]
    public async Task The_caller_sees_the_result_as_the_serializer_gives_it_back_on_first_run_too()
    {
        var (first, replayed) = await RunAndReplayAsync(context =>
            context.RunInChildContextAsync((_, _) => Task.FromResult(new Leaky { Kept = 1, Lost = 2 })));

        Assert.Equal(new Leaky { Kept = 1, Lost = 0 }, first);
        Assert.Equal(first, replayed);
    }

    [Fact]
    public async Task A_child_context_is_written_and_read_by_its_own_serializer()
    {
        var config = new ChildContextConfig { Serializer = new TaggingSerializer("mine") };

        var history = await RunForHistoryAsync(context => context.RunInChildContextAsync((_, _) => Task.FromResult(7), config: config));

        Assert.Equal("mine:7", Assert.Single(history.Of(HistoryEventType.ContextSucceeded)).Details.Result!.Payload);
    }

    [Fact]
    public async Task A_sub_type_of_ones_own_is_shown_in_history()
    {
        var history = await RunForHistoryAsync(async context =>
        {
            await context.RunInChildContextAsync((_, _) => Task.FromResult(1), config: new ChildContextConfig { SubType = "Saga-1_x" });
            return await context.RunInChildContextAsync((_, _) => Task.FromResult(1));
        });

        Assert.Equal(["Saga-1_x", "RunInChildContext"], history.Of(HistoryEventType.ContextStarted).Select(static item => item.SubType));
    }

    [Theory]
    [InlineData("")]
    [InlineData("with space")]
    [InlineData("x23456789012345678901234567890123")]
    public async Task A_sub_type_that_cannot_be_recorded_is_refused_and_leaves_no_trace(string subType)
    {
        var history = await RunForHistoryAsync(async context =>
        {
            await Assert.ThrowsAsync<ArgumentException>(() =>
                context.RunInChildContextAsync((_, _) => Task.FromResult(1), config: new ChildContextConfig { SubType = subType }));
            return await context.RunInChildContextAsync((_, _) => Task.FromResult(1));
        });

        Assert.Equal("1", Assert.Single(history.Of(HistoryEventType.ContextStarted)).Id);
    }

    [Fact]
    public async Task A_flat_context_writes_nothing_and_its_operations_hang_on_the_nearest_recorded_one()
    {
        var flat = new ChildContextConfig { NestingType = NestingType.Flat };

        var history = await RunForHistoryAsync(async context =>
        {
            await context.RunInChildContextAsync((child, _) => child.StepAsync((_, _) => Task.FromResult(1), "at root"), config: flat);
            return await context.RunInChildContextAsync((outer, _) =>
                outer.RunInChildContextAsync((child, _) => child.StepAsync((_, _) => Task.FromResult(1), "below"), config: flat));
        });

        Assert.Equal(1, history.Count(HistoryEventType.ContextStarted));
        Assert.Equal(("1-1", null), Place(history.Named("at root")[0]));
        Assert.Equal(("2-1-1", "2"), Place(history.Named("below")[0]));
    }

    [Fact]
    public async Task The_body_of_a_flat_context_runs_again_on_replay_over_its_recorded_operations()
    {
        var (bodies, steps) = (0, 0);

        var (first, replayed) = await RunAndReplayAsync(context => context.RunInChildContextAsync(
            (child, _) =>
            {
                bodies++;
                return child.StepAsync((_, _) => Task.FromResult(++steps));
            },
            config: new ChildContextConfig { NestingType = NestingType.Flat }));

        Assert.Equal((1, 1, 2, 1), (first, replayed, bodies, steps));
    }

    [Fact]
    public async Task A_result_over_256_KiB_is_not_stored_but_made_again_from_the_operations_of_the_context()
    {
        var steps = 0;

        var (first, replayed) = await RunAndReplayAsync(context => context.RunInChildContextAsync(async (child, _) =>
        {
            var half = await child.StepAsync((_, _) => Task.FromResult(new string((char)('a' + steps++), 200_000)));
            await child.WaitAsync(TimeSpan.FromSeconds(1));
            return half + await child.StepAsync((_, _) => Task.FromResult(new string((char)('a' + steps++), 200_000)));
        }));

        Assert.Equal(new string('a', 200_000) + new string('b', 200_000), first);
        Assert.Equal(first, replayed);
        Assert.Equal(2, steps);
        var execution = Assert.Single((await Client.ListAsync(new ExecutionQuery { FunctionName = Function })).Executions);
        var succeeded = Assert.Single((await Client.ReadHistoryAsync(execution.Id)).Of(HistoryEventType.ContextSucceeded));
        Assert.Equal("", succeeded.Details.Result!.Payload);
    }

    [Fact]
    public async Task Contexts_may_be_nested_deeper_than_an_id_is_long()
    {
        static Task<int> Descend(IDurableContext context, int levels) => levels == 0
            ? context.StepAsync((_, _) => Task.FromResult(1), "bottom")
            : context.RunInChildContextAsync(async (child, _) => 1 + await Descend(child, levels - 1), $"level {levels}");

        var (first, replayed) = await RunAndReplayAsync(context => Descend(context, 60));

        Assert.Equal((61, 61), (first, replayed));
        var execution = Assert.Single((await Client.ListAsync(new ExecutionQuery { FunctionName = Function })).Executions);
        var history = await Client.ReadHistoryAsync(execution.Id);
        Assert.All(history.Events.Where(static item => item.Name is not null), static item => Assert.InRange(item.Id!.Length, 1, 64));
        Assert.Equal(61, history.Events.Where(static item => item.EventType is HistoryEventType.ContextStarted or HistoryEventType.StepStarted)
            .Select(static item => item.Id).Distinct().Count());
    }

    private static async Task<int> Two(IDurableContext child)
    {
        await child.StepAsync((_, _) => Task.FromResult(1));
        return await child.StepAsync((_, _) => Task.FromResult(1));
    }

    private static (string?, string?) Place(HistoryEvent item) => (item.Id, item.ParentId);
}
