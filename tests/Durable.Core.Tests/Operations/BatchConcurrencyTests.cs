using Durable.Testing;

namespace Durable.Core.Tests.Operations;

public sealed class BatchConcurrencyTests
{
    private readonly List<string> _trace = [];

    [Theory]
    [InlineData(null, 5)]
    [InlineData(1, 1)]
    [InlineData(3, 3)]
    [InlineData(9, 5)]
    public void No_more_branches_are_under_way_than_allowed(int? maxConcurrency, int expected)
    {
        var engine = new EngineHarness();
        var bodies = new TaskCompletionSource<bool>();
        engine.Start(async context =>
        {
            await context.MapAsync(
                Enumerable.Range(0, 5).ToArray(),
                (branch, item, _, _, _) => branch.StepAsync(
                    (_, _) =>
                    {
                        _trace.Add($"{item}");
                        return bodies.Task;
                    }),
                config: new MapConfig<int> { MaxConcurrency = maxConcurrency });
            return true;
        });
        engine.RunUntilIdle();

        Assert.Equal(Enumerable.Range(0, expected).Select(static item => $"{item}"), _trace);
    }

    [Fact]
    public void A_branch_that_is_parked_keeps_its_place()
    {
        var engine = new EngineHarness();
        engine.Start(context => MapAsync(context, maxConcurrency: 2));
        engine.RunUntilIdle();
        Assert.Equal(["start 0", "start 1"], _trace);

        engine.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(["start 0", "start 1", "end 0", "end 1", "start 2", "start 3"], _trace);
    }

    [Fact]
    public void A_branch_that_is_parked_keeps_its_place_over_a_crash()
    {
        var engine = new EngineHarness();
        engine.Start(context => MapAsync(context, maxConcurrency: 2));
        engine.Advance(TimeSpan.FromSeconds(10));
        _trace.Clear();

        engine.CrashAndResume();

        Assert.Equal(["start 2", "start 3"], _trace);
    }

    [Fact]
    public void A_branch_that_had_ended_takes_no_place_after_a_crash()
    {
        var engine = new EngineHarness();
        var first = new TaskCompletionSource<bool>();
        engine.Start(async context =>
        {
            await context.MapAsync(
                [0, 1, 2],
                async (branch, item, _, _, _) =>
                {
                    _trace.Add($"start {item}");
                    return item == 0 ? await branch.StepAsync((_, _) => first.Task) : await branch.StepAsync((_, _) => Task.FromResult(true));
                },
                config: new MapConfig<int> { MaxConcurrency = 2 });
            return true;
        });
        engine.RunUntilIdle();
        Assert.Equal(["start 0", "start 1", "start 2"], _trace);
        _trace.Clear();

        engine.CrashAndResume();

        Assert.Equal(["start 0"], _trace);
    }

    [Fact]
    public void Branches_start_in_the_order_of_their_items()
    {
        var engine = new EngineHarness();
        engine.Start(context => MapAsync(context, maxConcurrency: null));
        engine.RunUntilIdle();

        Assert.Equal(["start 0", "start 1", "start 2", "start 3"], _trace);
    }

    [Fact]
    public void A_step_that_waits_for_its_retry_keeps_the_place_of_its_branch()
    {
        var engine = new EngineHarness();
        engine.Start(async context =>
        {
            await context.MapAsync(
                [0, 1],
                (branch, item, _, _, _) => branch.StepAsync(
                    (step, _) =>
                    {
                        _trace.Add($"{item} attempt {step.AttemptNumber}");
                        return step.AttemptNumber == 1 ? throw new TimeoutException() : Task.FromResult(true);
                    },
                    config: new StepConfig { RetryStrategy = RetryStrategy.FromDelegate(static (_, _) => RetryDecision.RetryAfter(TimeSpan.FromSeconds(5))) }),
                config: new MapConfig<int> { MaxConcurrency = 1 });
            return true;
        });
        engine.RunToEnd();

        Assert.Equal(["0 attempt 1", "0 attempt 2", "1 attempt 1", "1 attempt 2"], _trace);
    }

    private async Task<bool> MapAsync(IDurableContext context, int? maxConcurrency)
    {
        await context.MapAsync(
            Enumerable.Range(0, 4).ToArray(),
            async (branch, item, _, _, _) =>
            {
                _trace.Add($"start {item}");
                await branch.WaitAsync(TimeSpan.FromSeconds(10));
                _trace.Add($"end {item}");
                return item;
            },
            config: new MapConfig<int> { MaxConcurrency = maxConcurrency });
        return true;
    }
}
