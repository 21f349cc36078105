using Durable.Core.Log.Records;
using Durable.Model;
using Durable.Testing;

namespace Durable.Core.Tests.Engine;

public sealed class WriteCountTests
{
    private readonly EngineHarness _engine = new();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(10)]
    public void K_sequential_steps_cost_k_plus_1_writes(int steps)
    {
        _engine.Start(async context =>
        {
            for (var i = 0; i < steps; i++)
            {
                await context.StepAsync((_, _) => Task.FromResult(i));
            }

            return true;
        });
        _engine.RunToEnd();

        Assert.Equal(steps + 1, _engine.Writes);
    }

    [Fact]
    public void A_function_without_operations_costs_2_writes()
    {
        _engine.Start(static _ => Task.FromResult(1));
        _engine.RunToEnd();

        Assert.Equal(2, _engine.Writes);
    }

    [Fact]
    public void The_end_of_a_step_and_the_start_of_the_wait_after_it_share_a_write()
    {
        _engine.Start(async context =>
        {
            await context.StepAsync((_, _) => Task.FromResult(1));
            await context.WaitAsync(TimeSpan.FromSeconds(5));
            return true;
        });
        _engine.RunUntilIdle();

        Assert.Equal(["SUCCEED 1", "START 2", "invocation"], Assert.Single(_engine.Store.Commits).Records.Select(Describe));
    }

    [Fact]
    public void A_step_and_a_wait_cost_4_writes()
    {
        _engine.Start(async context =>
        {
            await context.StepAsync((_, _) => Task.FromResult(1));
            await context.WaitAsync(TimeSpan.FromSeconds(5));
            return true;
        });
        _engine.RunToEnd();

        Assert.Equal(4, _engine.Writes);
    }

    [Fact]
    public void A_start_merges_with_its_completion_when_both_are_pending()
    {
        _engine.Start(async context => await context.StepAsync((_, _) => Task.FromResult(1), "step"));
        _engine.RunToEnd();

        var update = Assert.Single(_engine.Records.OfType<UpdateRecord>());
        Assert.Equal(OperationAction.Succeed, update.Update.Action);
        Assert.NotNull(update.StartedAt);
        Assert.Equal(["ExecutionStarted", "StepStarted step", "StepSucceeded step", "InvocationCompleted", "ExecutionSucceeded"], _engine.Events);
    }

    [Fact]
    public void A_start_that_rode_with_an_earlier_flush_stays_a_record_of_its_own()
    {
        _engine.Start(async context =>
        {
            await context.StepAsync((_, _) => Task.FromResult(1));
            await context.StepAsync((_, _) => Task.FromResult(2));
            return true;
        });
        _engine.RunToEnd();

        Assert.Equal(["SUCCEED 1", "START 2", "SUCCEED 2", "invocation", "closed"], _engine.Records.Select(Describe));
    }

    [Fact]
    public void A_retry_merges_with_the_start_of_its_attempt()
    {
        _engine.Start(async context =>
        {
            await context.StepAsync(
                (step, _) => step.AttemptNumber == 1 ? throw new TimeoutException("slow") : Task.FromResult(1),
                config: new StepConfig { RetryStrategy = RetryStrategy.FromDelegate(static (_, _) => RetryDecision.RetryAfter(TimeSpan.FromSeconds(4))) });
            return true;
        });
        _engine.RunUntilIdle();

        Assert.Equal(["RETRY 1", "invocation"], _engine.Records.Select(Describe));
    }

    [Theory]
    [InlineData(999)]
    [InlineData(20_000)]
    public void However_many_branches_are_due_together_they_go_on_after_one_request(int branches)
    {
        var resumed = 0;
        var due = new TaskCompletionSource();
        _engine.Start(async context =>
        {
            await context.MapAsync(
                Enumerable.Range(0, branches).ToArray(),
                async (branch, _, _, _, _) =>
                {
                    await branch.WaitAsync(TimeSpan.FromSeconds(10));
                    resumed++;
                    await due.Task;
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

    [Fact]
    public void Branches_due_one_after_the_other_cost_a_request_each()
    {
        _engine.Start(async context =>
        {
            await context.MapAsync(
                [1, 2, 3],
                async (branch, seconds, _, _, _) =>
                {
                    await branch.WaitAsync(TimeSpan.FromSeconds(seconds));
                    return true;
                });
            await context.WaitAsync(TimeSpan.FromSeconds(5));
            return true;
        });
        _engine.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal(3, _engine.Records.OfType<WatermarkRecord>().Count());
    }

    [Fact]
    public void What_comes_up_while_a_flush_is_in_flight_shares_the_next_one()
    {
        _engine.Store.Holds = true;
        _engine.Start(async context =>
        {
            await context.MapAsync(
                Enumerable.Range(0, 50).ToArray(),
                async (branch, _, _, _, _) =>
                {
                    await branch.StepAsync((_, _) => Task.FromResult(1));
                    return await branch.StepAsync((_, _) => Task.FromResult(2));
                },
                config: new MapConfig<int> { NestingType = NestingType.Flat });
            return true;
        });
        _engine.RunUntilIdle();
        _engine.Store.HeldCommit.Complete();
        _engine.RunUntilIdle();

        // All second steps have run meanwhile, and the end of the execution rides with them.
        _engine.Store.HeldCommit.Complete();
        _engine.RunUntilIdle();

        Assert.Equal(ExecutionStatus.Succeeded, _engine.Head.Status);
        Assert.Equal(3, _engine.Writes);
    }

    [Fact]
    public void Waits_that_do_not_fit_into_one_write_cost_no_write_besides_until_they_end()
    {
        _engine.Options.MaxBatchOperations = 3;
        _engine.Start(static async context =>
        {
            await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => context.WaitAsync(TimeSpan.FromSeconds(30))));
            return true;
        });
        _engine.RunUntilIdle();
        Assert.Equal([3, 3], _engine.Store.Commits.Select(static commit => commit.Records.Count));

        _engine.Advance(2 * _engine.Options.MaxUnrecordedAge);

        Assert.Equal(2, _engine.Store.Commits.Count());
    }

    [Fact]
    public void A_step_that_runs_long_is_shown_after_the_greatest_unrecorded_age()
    {
        var body = new TaskCompletionSource();
        _engine.Start(async context =>
        {
            await context.StepAsync((_, _) => body.Task, "long");
            return true;
        });
        _engine.Advance(_engine.Options.MaxUnrecordedAge - TimeSpan.FromMilliseconds(1));
        Assert.Empty(_engine.Store.Commits);

        _engine.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal(["ExecutionStarted", "StepStarted long"], _engine.Events);
    }

    private static string Describe(LogRecord record) => record switch
    {
        UpdateRecord update => $"{WireNames.Of(update.Update.Action)} {update.Update.Id}",
        WatermarkRecord => "watermark",
        InvocationCompletedRecord => "invocation",
        _ => "closed",
    };
}
