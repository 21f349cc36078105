using Durable.Storage;
using Durable.Testing;

namespace Durable.Core.Tests.Engine;

public sealed class SuspensionTests
{
    private static readonly TimeSpan s_short = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_long = TimeSpan.FromHours(1);

    private readonly EngineHarness _engine = new();

    [Fact]
    public void A_short_wait_is_spent_in_memory()
    {
        _engine.Start(static context => WaitAsync(context, s_short));
        _engine.RunUntilIdle();

        Assert.True(_engine.Current.IsSuspended);
        Assert.Equal(ActivationState.Running, _engine.Current.State);
    }

    [Fact]
    public void A_wait_that_is_over_in_memory_ends_the_suspension_without_a_replay()
    {
        var runs = 0;
        _engine.Start(context =>
        {
            runs++;
            return WaitAsync(context, s_short);
        });
        _engine.Advance(s_short);

        Assert.Equal(1, runs);
        Assert.False(_engine.Current.IsSuspended);
        Assert.Equal(ExecutionStatus.Succeeded, _engine.Head.Status);
    }

    [Fact]
    public void A_long_wait_is_spent_in_the_store_with_its_end_as_wake_up()
    {
        _engine.Start(static context => WaitAsync(context, s_long));
        _engine.RunUntilIdle();

        var wakeUp = new WakeUp(_engine.Clock.GetUtcNow() + s_long, WakeUpKind.Timer);
        Assert.Equal(ActivationState.Released, _engine.Current.State);
        Assert.Equal(wakeUp, _engine.Current.WakeUp);
        Assert.Equal(wakeUp, _engine.Head.WakeUp);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(60)]
    public void A_wait_for_a_callback_is_spent_in_memory_first_and_then_in_the_store(int seconds)
    {
        _engine.Options.HibernateAfter = TimeSpan.FromSeconds(seconds);
        _engine.Start(static async context => await (await context.CreateCallbackAsync<string>()).GetResultAsync());
        _engine.RunUntilIdle();
        Assert.Equal(seconds == 0 ? ActivationState.Released : ActivationState.Running, _engine.Current.State);

        _engine.Advance(TimeSpan.FromSeconds(seconds));
        Assert.Equal(ActivationState.Released, _engine.Current.State);

        // Woken for nothing that would be recorded.
        _engine.Send(_engine.CallbackId(), CallbackAction.Heartbeat);
        _engine.Advance(TimeSpan.FromSeconds(seconds));
        Assert.Equal(ActivationState.Released, _engine.Current.State);
    }

    [Fact]
    public void Going_to_sleep_costs_no_write_of_its_own()
    {
        _engine.Start(static context => WaitAsync(context, s_long));
        _engine.RunUntilIdle();

        Assert.Equal(2, _engine.Writes);
    }

    [Fact]
    public void A_hibernated_execution_goes_on_when_it_is_woken()
    {
        _engine.Start(static context => WaitAsync(context, s_long));

        Assert.Equal(ExecutionStatus.Succeeded, _engine.RunToEnd().Status);
        Assert.Equal(_engine.Head.StartedAt + s_long, _engine.Head.EndedAt);
    }

    [Fact]
    public void Hibernation_leaves_the_same_history_as_a_suspension_in_memory()
    {
        var inMemory = new EngineHarness();
        inMemory.Options.HibernateAfter = TimeSpan.FromDays(1);
        inMemory.Start(StepsAroundAWaitAsync);
        inMemory.RunToEnd();

        _engine.Start(StepsAroundAWaitAsync);
        _engine.RunToEnd();

        Assert.Equal(inMemory.Events, _engine.Events);

        static async Task<bool> StepsAroundAWaitAsync(IDurableContext context)
        {
            await context.StepAsync((_, _) => Task.FromResult(1), "before");
            await context.WaitAsync(s_long, "wait");
            await context.StepAsync((_, _) => Task.FromResult(2), "after");
            return true;
        }
    }

    [Fact]
    public void The_earliest_of_several_waits_decides_whether_to_hibernate()
    {
        _engine.Start(static async context =>
        {
            await Task.WhenAll(context.WaitAsync(s_long), context.WaitAsync(s_short));
            return true;
        });
        _engine.RunUntilIdle();
        Assert.Equal(ActivationState.Running, _engine.Current.State);

        _engine.Advance(s_short);
        Assert.Equal(ActivationState.Released, _engine.Current.State);
    }

    [Fact]
    public void A_running_step_keeps_the_execution_awake_beside_a_long_wait()
    {
        var body = new TaskCompletionSource();
        _engine.Start(async context =>
        {
            await Task.WhenAll(context.WaitAsync(s_long), context.StepAsync((_, _) => body.Task));
            return true;
        });
        _engine.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(ActivationState.Running, _engine.Current.State);

        body.SetResult();
        _engine.RunUntilIdle();
        Assert.Equal(ActivationState.Released, _engine.Current.State);
    }

    [Fact]
    public void A_batch_that_ends_beside_a_long_wait_goes_on_before_the_execution_sleeps()
    {
        var goesOn = false;
        _engine.Start(async context =>
        {
            await Task.WhenAll(context.WaitAsync(s_long), BatchAndStepAsync());
            return true;

            async Task BatchAndStepAsync()
            {
                await context.MapAsync([1, 2], static (branch, item, _, _, _) => branch.StepAsync((_, _) => Task.FromResult(item)));
                goesOn = await context.StepAsync((_, _) => Task.FromResult(true));
            }
        });
        _engine.RunUntilIdle();

        Assert.True(goesOn);
        Assert.Single(_engine.Events, "InvocationCompleted");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void A_function_that_yields_before_an_operation_is_not_taken_for_suspended(int yields)
    {
        _engine.Start(context => YieldBesideAWaitAsync(context, yields));
        _engine.RunUntilIdle();

        Assert.Equal(["ExecutionStarted", "WaitStarted wait", "StepStarted step", "StepSucceeded step", "InvocationCompleted"], _engine.Events);
    }

    [Fact]
    public void A_function_that_was_taken_for_suspended_and_goes_on_opens_an_invocation()
    {
        var outside = new TaskCompletionSource();
        _engine.Options.HibernateAfter = 2 * s_long;
        _engine.Start(async context =>
        {
            var wait = context.WaitAsync(s_long, "wait");

            // What the engine cannot see.
            await outside.Task;
            await context.StepAsync((_, _) => Task.FromResult(true), "step");
            await wait;
            return true;
        });
        _engine.RunUntilIdle();
        outside.SetResult();
        _engine.Options.HibernateAfter = TimeSpan.Zero;
        _engine.RunUntilIdle();

        Assert.Equal(
            [
                "ExecutionStarted", "WaitStarted wait", "InvocationCompleted", "StepStarted step", "StepSucceeded step", "InvocationCompleted",
            ],
            _engine.Events);
        Assert.Equal(ActivationState.Released, _engine.Current.State);
    }

    [Fact]
    public void A_wait_that_user_code_gives_up_from_outside_ends_the_suspension()
    {
        using var patience = new CancellationTokenSource();
        _engine.Start(async context =>
        {
            await Assert.ThrowsAsync<TaskCanceledException>(() => context.WaitAsync(s_short, "wait", patience.Token));
            await context.StepAsync((_, _) => Task.FromResult(true), "step");
            return true;
        });
        _engine.RunUntilIdle();

        patience.Cancel();
        _engine.RunUntilIdle();

        Assert.Equal(
            [
                "ExecutionStarted", "WaitStarted wait", "InvocationCompleted", "WaitCancelled wait",
                "StepStarted step", "StepSucceeded step", "InvocationCompleted", "ExecutionSucceeded",
            ],
            _engine.Events);
    }

    [Fact]
    public void A_timer_that_fires_while_sleep_is_being_recorded_is_not_slept_through()
    {
        _engine.Options.HibernateAfter = TimeSpan.FromSeconds(5);
        _engine.Store.Holds = true;
        _engine.Start(static context => WaitAsync(context, s_short));
        _engine.RunUntilIdle();

        _engine.Advance(s_short);
        _engine.Store.Holds = false;
        _engine.Store.HeldCommit.Complete();
        _engine.RunUntilIdle();

        Assert.Equal(ExecutionStatus.Succeeded, _engine.Head.Status);
    }

    private static async Task<bool> YieldBesideAWaitAsync(IDurableContext context, int yields)
    {
        var wait = context.WaitAsync(s_long, "wait");
        for (var i = 0; i < yields; i++)
        {
            await Task.Yield();
        }

        await context.StepAsync((_, _) => Task.FromResult(true), "step");
        await wait;
        return true;
    }

    private static async Task<bool> WaitAsync(IDurableContext context, TimeSpan duration)
    {
        await context.WaitAsync(duration);
        return true;
    }
}
