using System.Globalization;
using Durable.Model;
using Durable.Storage;
using Durable.Testing;

namespace Durable.Core.Tests.Engine;

public sealed class ContinuationTests
{
    private static readonly TimeSpan s_lease = TimeSpan.FromSeconds(60);

    [Fact]
    public void A_run_of_one_step_costs_one_write()
    {
        var engine = new EngineHarness();
        engine.Start<int, int>(CountToTenAsync, 1);

        Assert.Equal(10, engine.RunToResult<int>());
        Assert.Equal(1 + 9 + 1, engine.Writes);
    }

    [Fact]
    public void The_next_run_begins_with_nothing_of_the_one_before()
    {
        var engine = new EngineHarness();
        engine.Start<int, int>(
            async (number, context) =>
            {
                if (number == 1)
                {
                    await context.StepAsync((_, _) => Task.FromResult(1), "first");
                    await context.WaitAsync(TimeSpan.FromSeconds(5), "pause");
                    await context.ContinueAsNewAsync(2);
                }

                await context.WaitAsync(TimeSpan.FromSeconds(5), "other");
                return number;
            },
            1);
        var first = engine.Head;
        engine.Advance(TimeSpan.FromSeconds(7));

        var head = engine.Head;
        Assert.Equal(["ExecutionStarted", "WaitStarted other"], engine.Events.Take(2));
        Assert.Equal((2, first.RunId, first.StartedAt), (head.RunNumber, head.FirstRunId, head.FirstStartedAt));
        Assert.NotEqual(first.RunId, head.RunId);
        Assert.Equal((first.StartedAt.AddSeconds(5), "2", 1L), (head.StartedAt, head.Input!, head.Operations));
        Assert.True(head.LogBytes < 200, $"{head.LogBytes} bytes");
        Assert.Equal(2, engine.RunToResult<int>());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_lease_is_moved_only_when_it_is_due(bool isDue)
    {
        var engine = new EngineHarness(new EngineHost { LeaseDuration = s_lease });
        var body = new TaskCompletionSource();
        engine.Start<int, int>(
            async (number, context) =>
            {
                if (number == 1)
                {
                    await context.WaitAsync(TimeSpan.FromSeconds(isDue ? 40 : 20));
                    await context.ContinueAsNewAsync(2);
                }

                await context.StepAsync((_, _) => body.Task);
                return number;
            },
            1);
        var lease = engine.Head.WakeUp;
        engine.Advance(TimeSpan.FromSeconds(isDue ? 40 : 20));

        Assert.Equal(2, engine.Head.RunNumber);
        Assert.Equal(isDue ? WakeUpKind.Lease : lease!.Value.Kind, engine.Head.WakeUp!.Value.Kind);
        Assert.Equal(!isDue, engine.Head.WakeUp == lease);
    }

    [Fact]
    public void A_run_that_ends_while_its_host_drains_is_handed_over()
    {
        var engine = new EngineHarness(new EngineHost { LeaseDuration = s_lease });
        var body = new TaskCompletionSource();
        engine.Start<int, int>(
            async (number, context) =>
            {
                if (number == 1)
                {
                    await context.StepAsync((_, _) => body.Task);
                    await context.ContinueAsNewAsync(2);
                }

                return number;
            },
            1);
        engine.RunUntilIdle();
        _ = engine.Current.PostAsync(static execution => execution.Drain());
        engine.RunUntilIdle();
        body.SetResult();
        var ended = engine.Current;
        engine.RunUntil(() => ended.State != ActivationState.Running);

        Assert.Equal(ActivationState.Continued, ended.State);
        Assert.Equal((2, new WakeUp(engine.Clock.GetUtcNow(), WakeUpKind.Timer)), (engine.Head.RunNumber, engine.Head.WakeUp!.Value));
        Assert.Equal(2, engine.RunToResult<int>());
    }

    [Fact]
    public void Whoever_writes_for_a_run_that_has_ended_is_given_up()
    {
        var engine = new EngineHarness();
        var body = new TaskCompletionSource();
        engine.Start<int, int>(
            async (number, context) =>
            {
                await context.StepAsync((_, _) => body.Task);
                if (number == 1)
                {
                    await context.ContinueAsNewAsync(2);
                }

                return number;
            },
            1);
        engine.RunUntilIdle();
        var stale = engine.Current;
        _ = engine.ActivateAsync();
        engine.RunUntilIdle();
        body.SetResult();
        engine.RunUntilIdle();

        Assert.Equal(ActivationState.Faulted, stale.State);
        Assert.Equal(2, engine.RunToResult<int>());
        Assert.Equal(2, engine.Head.RunNumber);
    }

    [Fact]
    public void A_run_that_was_stopped_before_it_began_does_not_begin()
    {
        var engine = new EngineHarness();
        List<int> ran = [];
        engine.Start<int, int>(
            async (number, context) =>
            {
                ran.Add(number);
                await context.ContinueAsNewAsync(number + 1);
                return number;
            },
            1);
        var first = engine.Current;
        engine.RunUntil(() => ran.Count == 1);
        _ = first.PostAsync(static execution => Assert.True(execution.Stop(new ErrorObject { ErrorMessage = "enough" })));
        engine.RunUntilIdle();

        Assert.Equal((ExecutionStatus.Stopped, "enough", 2), (engine.Head.Status, engine.Head.Error!.ErrorMessage, engine.Head.RunNumber));
        Assert.Equal([1], ran);
        Assert.Equal(["ExecutionStarted", "ExecutionStopped"], engine.Events);
    }

    [Fact]
    public void A_function_that_returns_in_spite_of_it_continues_all_the_same()
    {
        var engine = new EngineHarness();
        engine.Start<int, int>(
            (number, context) =>
            {
                if (number == 1)
                {
                    _ = context.ContinueAsNewAsync(2);
                }

                return Task.FromResult(number);
            },
            1);

        Assert.Equal(2, engine.RunToResult<int>());
    }

    [Fact]
    public void A_log_that_grows_large_is_warned_of_once()
    {
        var engine = new EngineHarness { Options = { LargeLogOperations = 5 } };
        engine.Start(async context =>
        {
            for (var i = 0; i < 10; i++)
            {
                await context.StepAsync((_, _) => Task.FromResult(i));
            }

            return true;
        });
        engine.RunToResult<bool>();

        Assert.Single(engine.Logs.Lines, static line => line.Message.Contains(nameof(IDurableContext.ContinueAsNewAsync), StringComparison.Ordinal));
    }

    [Fact]
    public void The_warning_of_a_large_log_counts_what_is_committed()
    {
        var engine = new EngineHarness { Options = { LargeLogOperations = 1000 } };
        engine.Start(static async context =>
            (await context.MapAsync(Enumerable.Range(0, 2000).ToList(), static (branch, i, _, _, _) => branch.StepAsync((_, _) => Task.FromResult(i)))).SuccessCount);
        engine.RunToResult<int>();

        var line = Assert.Single(engine.Logs.Lines, static line => line.Message.Contains(nameof(IDurableContext.ContinueAsNewAsync), StringComparison.Ordinal));
        int[] numbers = [.. line.Message.Split(' ').Where(static word => word.All(char.IsAsciiDigit)).Select(static word => int.Parse(word, CultureInfo.InvariantCulture))];
        var (operations, bytes) = (numbers[0], numbers[1]);
        Assert.InRange(operations, 1000, 1250);
        Assert.InRange(bytes / operations, 20, 200);
        Assert.Equal(4001, engine.Head.Operations);
    }

    private static async Task<int> CountToTenAsync(int number, IDurableContext context)
    {
        await context.StepAsync((_, _) => Task.FromResult(number));
        if (number < 10)
        {
            await context.ContinueAsNewAsync(number + 1);
        }

        return number;
    }
}
