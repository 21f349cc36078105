using Durable.Model;
using Durable.Testing;

namespace Durable.Core.Tests.History;

public sealed class EndingHistoryTests
{
    private readonly EngineHarness _engine = new();

    [Fact]
    public void A_timeout_in_an_invocation_comes_before_the_invocation_ends()
    {
        var body = new TaskCompletionSource();
        _engine.Start(
            async context =>
            {
                await context.StepAsync((_, _) => body.Task, "endless");
                return true;
            },
            static options => options.ExecutionTimeout = TimeSpan.FromSeconds(30));
        _engine.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal(["ExecutionStarted", "StepStarted endless", "ExecutionTimedOut", "InvocationCompleted"], _engine.Events);
        Assert.Equal("Execution timed out after 30 seconds.", _engine.Head.Error!.ErrorMessage);
    }

    [Fact]
    public void A_timeout_while_suspended_ends_no_invocation()
    {
        _engine.Start(
            static async context =>
            {
                await context.WaitAsync(TimeSpan.FromMinutes(1), "wait");
                return true;
            },
            static options => options.ExecutionTimeout = TimeSpan.FromSeconds(30));
        _engine.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal(["ExecutionStarted", "WaitStarted wait", "InvocationCompleted", "ExecutionTimedOut"], _engine.Events);
    }

    [Fact]
    public void A_hibernated_execution_is_woken_to_time_out()
    {
        _engine.Start(
            static async context =>
            {
                await context.WaitAsync(TimeSpan.FromDays(1), "wait");
                return true;
            },
            static options => options.ExecutionTimeout = TimeSpan.FromHours(1));

        Assert.Equal(ExecutionStatus.TimedOut, _engine.RunToEnd().Status);
        Assert.Equal(_engine.Head.StartedAt.AddHours(1), _engine.Head.EndedAt);
    }

    [Fact]
    public void A_stop_in_an_invocation_comes_before_the_invocation_ends()
    {
        var body = new TaskCompletionSource();
        _engine.Start(async context =>
        {
            await context.StepAsync((_, _) => body.Task, "endless");
            return true;
        });
        _engine.RunUntilIdle();
        _ = _engine.Current.PostAsync(static execution => execution.Stop(new ErrorObject { ErrorMessage = "enough" }));
        _engine.RunUntilIdle();

        Assert.Equal(["ExecutionStarted", "StepStarted endless", "ExecutionStopped", "InvocationCompleted"], _engine.Events);
        Assert.Equal((ExecutionStatus.Stopped, "enough"), (_engine.Head.Status, _engine.Head.Error!.ErrorMessage));
    }

    [Fact]
    public void A_function_that_swallows_its_cancellation_does_not_undo_the_stop()
    {
        _engine.Start(static async context =>
        {
            try
            {
                await context.WaitAsync(TimeSpan.FromSeconds(10));
            }
            catch (OperationCanceledException)
            {
            }

            return true;
        });
        _engine.RunUntilIdle();
        _ = _engine.Current.PostAsync(static execution => execution.Stop(null));
        _engine.RunUntilIdle();

        Assert.Equal(ExecutionStatus.Stopped, _engine.Head.Status);
    }

    [Fact]
    public void Nothing_follows_the_end()
    {
        _engine.Store.Holds = true;
        _engine.Start(static async context =>
        {
            _ = context.WaitAsync(TimeSpan.FromSeconds(6), "orphan");
            await context.WaitAsync(TimeSpan.FromSeconds(5), "wait");
            return true;
        });
        _engine.RunUntilIdle();
        _engine.Store.HeldCommit.Complete();
        _engine.Advance(TimeSpan.FromSeconds(5));

        // The orphan's refresh waits for the batch that ends the execution.
        _engine.Advance(TimeSpan.FromSeconds(1));
        _engine.Store.Holds = false;
        _engine.Store.HeldCommit.Complete();
        _engine.RunUntilIdle();

        Assert.Equal("ExecutionSucceeded", _engine.Events[^1]);
    }

    [Fact]
    public void The_head_says_how_it_ended_and_when_it_may_go()
    {
        _engine.Start(static _ => Task.FromResult(1), static options => options.Retention = TimeSpan.FromDays(3));
        var head = _engine.RunToEnd();

        Assert.Equal((ExecutionStatus.Succeeded, "1", null), (head.Status, head.Result, head.WakeUp));
        Assert.Equal((head.StartedAt, head.StartedAt.AddDays(3)), (head.EndedAt!.Value, head.ExpiresAt!.Value));
    }
}
