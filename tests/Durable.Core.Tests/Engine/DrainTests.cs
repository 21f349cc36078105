using Durable.Storage;
using Durable.Testing;

namespace Durable.Core.Tests.Engine;

public sealed class DrainTests
{
    private readonly EngineHarness _engine = new(EngineHost.Grains);

    [Fact]
    public void A_running_step_finishes_and_the_execution_is_handed_over_at_once()
    {
        var body = new TaskCompletionSource<int>();
        _engine.Start(async context =>
        {
            var result = await context.StepAsync((_, _) => body.Task, "slow");
            return await context.StepAsync((_, _) => Task.FromResult(result + 1), "next");
        });
        _engine.Advance(TimeSpan.FromSeconds(2));

        Drain();
        Assert.Equal(ActivationState.Running, _engine.Current.State);
        body.SetResult(7);
        _engine.RunUntilIdle();

        Assert.Equal(ActivationState.Released, _engine.Current.State);
        Assert.Equal(new WakeUp(_engine.Clock.GetUtcNow(), WakeUpKind.Timer), _engine.Head.WakeUp);
        Assert.Contains("StepSucceeded slow", _engine.Events);
        Assert.Equal(8, _engine.RunToResult<int>());
    }

    [Fact]
    public void The_outcome_of_a_step_in_a_branch_is_not_left_behind()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var engine = new EngineHarness(EngineHost.Grains, random.Next);
            var body = new TaskCompletionSource<int>();
            engine.Start(async context =>
            {
                await context.MapAsync([1], async (branch, _, _, _, _) =>
                {
                    await branch.StepAsync((_, _) => body.Task, "slow");
                    return await branch.StepAsync((_, _) => Task.FromResult(1), "next");
                });
                return 1;
            });
            engine.RunUntilIdle();

            _ = engine.Current.PostAsync(static execution => execution.Drain());
            body.SetResult(7);
            engine.RunUntilIdle();

            Assert.Equal(ActivationState.Released, engine.Current.State);
            Assert.Contains("StepSucceeded slow", engine.Events);
        }
    }

    [Fact]
    public void A_step_that_ends_after_its_branch_does_not_hold_the_execution()
    {
        var body = new TaskCompletionSource<int>();
        _engine.Start(async context =>
        {
            await context.MapAsync([1], async (branch, _, _, _, _) =>
            {
                _ = branch.StepAsync((_, _) => body.Task, "left alone");
                await branch.StepAsync((_, _) => Task.FromResult(1));
                return 1;
            });
            await context.WaitAsync(TimeSpan.FromSeconds(30));
            return 1;
        });
        _engine.RunUntilIdle();

        Drain();
        body.SetResult(7);
        _engine.RunUntilIdle();

        Assert.Equal(ActivationState.Released, _engine.Current.State);
    }

    [Fact]
    public void No_step_begins_any_more()
    {
        var first = new TaskCompletionSource<int>();
        var ran = 0;
        _engine.Start(async context =>
        {
            await context.StepAsync((_, _) => first.Task);
            return await context.StepAsync((_, _) => Task.FromResult(++ran));
        });
        _engine.RunUntilIdle();

        Drain();
        first.SetResult(1);
        _engine.RunUntilIdle();

        Assert.Equal((0, ActivationState.Released), (ran, _engine.Current.State));
        Assert.Equal(1, _engine.RunToResult<int>());
    }

    [Fact]
    public void A_suspended_execution_is_woken_when_its_wait_is_due()
    {
        var dueAt = _engine.Clock.GetUtcNow() + TimeSpan.FromSeconds(30);
        _engine.Start(async context =>
        {
            await context.WaitAsync(TimeSpan.FromSeconds(30));
            return 1;
        });
        _engine.Advance(TimeSpan.FromSeconds(5));

        Drain();

        Assert.Equal(ActivationState.Released, _engine.Current.State);
        Assert.Equal(new WakeUp(dueAt, WakeUpKind.Timer), _engine.Head.WakeUp);
        Assert.Equal(1, _engine.RunToResult<int>());
        Assert.DoesNotContain("InvocationCompleted with error", _engine.Events);
    }

    [Fact]
    public void Where_nobody_else_can_take_over_nothing_is_handed_over()
    {
        var engine = new EngineHarness(EngineHost.Embedded);
        engine.Start(async context =>
        {
            await context.WaitAsync(TimeSpan.FromSeconds(30));
            return 1;
        });
        engine.Advance(TimeSpan.FromSeconds(5));
        var before = engine.Head.WakeUp;

        _ = engine.Current.PostAsync(static execution => execution.Drain());
        engine.RunUntilIdle();

        Assert.Equal(ActivationState.Released, engine.Current.State);
        Assert.Equal(before, engine.Head.WakeUp);
    }

    private void Drain()
    {
        _ = _engine.Current.PostAsync(static execution => execution.Drain());
        _engine.RunUntilIdle();
    }
}
