using Durable.Model;
using Durable.Testing;

namespace Durable.Core.Tests.Engine;

public sealed class OutputCommitTests
{
    private static readonly StepConfig s_atMostOnce = new() { Semantics = StepSemantics.AtMostOncePerRetry };

    private readonly EngineHarness _engine = new();
    private readonly List<string> _bodies = [];

    public OutputCommitTests()
    {
        _engine.Store.Holds = true;
    }

    [Fact]
    public void The_first_step_waits_for_nothing()
    {
        _engine.Start(context => StepAsync(context, "first"));
        _engine.RunUntilIdle();

        Assert.Equal(["first"], _bodies);
        Assert.Equal(1, _engine.Head.Version);
    }

    [Fact]
    public void A_step_body_does_not_start_before_the_step_before_it_is_committed()
    {
        _engine.Start(async context =>
        {
            await StepAsync(context, "first");
            return await StepAsync(context, "second");
        });
        _engine.RunUntilIdle();
        Assert.Equal(["first"], _bodies);

        _engine.Store.HeldCommit.Complete();
        _engine.RunUntilIdle();
        Assert.Equal(["first", "second"], _bodies);
    }

    [Fact]
    public void A_commit_that_reached_the_store_but_was_not_answered_lets_nothing_out()
    {
        _engine.Start(async context =>
        {
            await StepAsync(context, "first");
            return await StepAsync(context, "second");
        });
        _engine.RunUntilIdle();

        _engine.Store.HeldCommit.Carry();
        _engine.RunUntilIdle();

        Assert.Equal(["first"], _bodies);
    }

    [Fact]
    public void A_branch_does_not_wait_for_what_another_has_recorded()
    {
        var turn = new TaskCompletionSource();
        _engine.Start(async context =>
        {
            await context.ParallelAsync<bool>(
            [
                (branch, _) => StepAsync(branch, "quick"),
                async (branch, _) =>
                {
                    await turn.Task;
                    return await StepAsync(branch, "late");
                },
            ]);
            return true;
        });
        _engine.RunUntilIdle();
        Assert.Single(_engine.Store.InFlight);

        turn.SetResult();
        _engine.RunUntilIdle();

        Assert.Equal(["quick", "late"], _bodies);
    }

    [Fact]
    public void A_branch_waits_for_what_its_caller_had_recorded()
    {
        _engine.Start(async context =>
        {
            await StepAsync(context, "before");
            await context.MapAsync([1], (branch, _, _, _, _) => StepAsync(branch, "branch"));
            return true;
        });
        _engine.RunUntilIdle();
        Assert.Equal(["before"], _bodies);

        _engine.Store.HeldCommit.Complete();
        _engine.RunUntilIdle();
        Assert.Equal(["before", "branch"], _bodies);
    }

    [Fact]
    public void What_follows_a_batch_waits_for_the_outcomes_of_its_branches()
    {
        _engine.Start(async context =>
        {
            await context.MapAsync([1, 2], (branch, item, _, _, _) => StepAsync(branch, $"branch {item}"));
            return await StepAsync(context, "after");
        });
        _engine.RunUntilIdle();
        Assert.Equal(["branch 1", "branch 2"], _bodies);

        _engine.Store.HeldCommit.Complete();
        _engine.RunUntilIdle();
        Assert.Equal(["branch 1", "branch 2", "after"], _bodies);
        Assert.True(_engine.Log.Find("1")!.IsTerminal);
    }

    [Fact]
    public void A_retry_is_not_run_before_its_failure_is_committed()
    {
        _engine.Start(async context => await context.StepAsync(
            (step, _) =>
            {
                _bodies.Add($"attempt {step.AttemptNumber}");
                return step.AttemptNumber == 1 ? throw new TimeoutException() : Task.FromResult(true);
            },
            config: new StepConfig { RetryStrategy = RetryStrategy.FromDelegate(static (_, _) => RetryDecision.RetryAfter(TimeSpan.FromSeconds(1))) }));
        _engine.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(["attempt 1"], _bodies);
    }

    [Fact]
    public void A_wait_that_is_over_is_not_believed_before_a_refresh_is_committed()
    {
        _engine.Start(async context =>
        {
            await context.WaitAsync(TimeSpan.FromSeconds(5));
            _bodies.Add("after the wait");
            return true;
        });
        _engine.RunUntilIdle();
        _engine.Store.HeldCommit.Complete();
        _engine.Advance(TimeSpan.FromSeconds(5));
        Assert.Empty(_bodies);

        _engine.Store.HeldCommit.Complete();
        _engine.RunUntilIdle();
        Assert.Equal(["after the wait"], _bodies);
    }

    [Fact]
    public void An_at_most_once_step_is_recorded_as_started_before_its_body_runs()
    {
        _engine.Start(context => StepAsync(context, "once", s_atMostOnce));
        _engine.RunUntilIdle();
        Assert.Empty(_bodies);

        _engine.Store.HeldCommit.Complete();
        Assert.Equal(OperationStatus.Started, _engine.Log.Find("1")!.Status);
        _engine.RunUntilIdle();
        Assert.Equal(["once"], _bodies);
    }

    [Fact]
    public void Every_attempt_of_an_at_most_once_step_is_recorded_as_started_before_its_body_runs()
    {
        _engine.Store.Holds = false;
        _engine.Start(async context => await context.StepAsync(
            (step, _) =>
            {
                _bodies.Add($"attempt {step.AttemptNumber}");
                Assert.Equal((OperationStatus.Started, step.AttemptNumber - 1), (_engine.Log.Find("1")!.Status, _engine.Log.Find("1")!.Step!.Attempt));
                return step.AttemptNumber < 3 ? throw new TimeoutException() : Task.FromResult(true);
            },
            config: s_atMostOnce with { RetryStrategy = RetryStrategy.FromDelegate(static (_, _) => RetryDecision.RetryAfter(TimeSpan.FromSeconds(1))) }));

        Assert.True(_engine.RunToResult<bool>());
        Assert.Equal(["attempt 1", "attempt 2", "attempt 3"], _bodies);
    }

    [Fact]
    public void The_end_is_not_announced_before_it_is_committed()
    {
        _engine.Start(static _ => Task.FromResult(1));
        _engine.RunUntilIdle();
        Assert.Equal(ActivationState.Running, _engine.Current.State);

        _engine.Store.HeldCommit.Complete();
        _engine.RunUntilIdle();
        Assert.Equal(ActivationState.Closed, _engine.Current.State);
    }

    private Task<bool> StepAsync(IDurableContext context, string name, StepConfig? config = null) => context.StepAsync(
        (_, _) =>
        {
            _bodies.Add(name);
            return Task.FromResult(true);
        },
        name,
        config);
}
