using System.Collections.Concurrent;
using Durable.Model;

namespace Durable.Testing;

/// <summary>Waits for callbacks: the submitter, its retries, and how the wait ends.</summary>
public abstract class WaitForCallbackContract<TFixture> : HostContract<TFixture>
    where TFixture : HostFixture, new()
{
    [Fact]
    public async Task The_events_are_those_of_a_callback_and_a_step_in_a_context()
    {
        var submitted = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        await ServeAsync(context => context.WaitForCallbackAsync<int>(
            (callbackId, _, _) =>
            {
                submitted.SetResult(callbackId);
                return Task.CompletedTask;
            },
            "approval"));
        var execution = await StartAsync();
        var callbackId = await submitted.Task.OrFail();
        await Host.WhenHistoryAsync(execution.Id, static history => history.Count(HistoryEventType.StepSucceeded) == 1);
        await LeapAsync(TimeSpan.FromMinutes(10));

        await Client.SendCallbackSuccessAsync(callbackId, 42).OrFail();

        Assert.Equal(42, await execution.WithResult<int>().WaitForResultAsync().OrFail());
        var history = await Client.ReadHistoryAsync(execution.Id);
        Assert.Equal(
            [
                HistoryEventType.ExecutionStarted, HistoryEventType.ContextStarted, HistoryEventType.CallbackStarted, HistoryEventType.StepStarted,
                HistoryEventType.StepSucceeded, HistoryEventType.InvocationCompleted, HistoryEventType.CallbackSucceeded,
                HistoryEventType.ContextSucceeded, HistoryEventType.InvocationCompleted, HistoryEventType.ExecutionSucceeded,
            ],
            history.Types);
        Assert.Equal(
            [("1", "approval", "WaitForCallback", null), ("1-1", "approval-callback", "Callback", "1"), ("1-2", "approval-submitter", "Step", "1")],
            history.Events.Skip(1).Take(3).Select(static e => (e.Id!, e.Name!, e.SubType!, e.ParentId)));
    }

    [Fact]
    public async Task A_sender_may_be_faster_than_the_submitter_returns()
    {
        await ServeAsync(context => context.WaitForCallbackAsync<string>((callbackId, _, _) => Client.SendCallbackSuccessAsync(callbackId, "at once")));
        var execution = await StartAsync();

        Assert.Equal("at once", await execution.WithResult<string>().WaitForResultAsync().OrFail());
    }

    [Fact]
    public async Task A_submitter_that_fails_is_tried_again_with_the_same_id()
    {
        ConcurrentQueue<(string Id, int Attempt)> submits = [];
        await ServeAsync(context => context.WaitForCallbackAsync<int>(
            async (callbackId, step, _) =>
            {
                submits.Enqueue((callbackId, step.AttemptNumber));
                if (step.AttemptNumber < 3)
                {
                    throw new TimeoutException("busy");
                }

                await Client.SendCallbackSuccessAsync(callbackId, 7);
            },
            config: new WaitForCallbackConfig { RetryStrategy = RetryStrategy.Transient }));
        var execution = await StartAsync();

        Assert.Equal(7, await Clock.DriveAsync(execution.WithResult<int>().WaitForResultAsync()));
        Assert.Equal([1, 2, 3], submits.Select(static submit => submit.Attempt));
        Assert.Single(submits.Select(static submit => submit.Id).Distinct());
    }

    [Fact]
    public async Task A_submitter_that_gives_up_fails_the_wait_the_same_on_first_run_and_on_replay()
    {
        var (first, replayed) = await RunAndReplayAsync(async context =>
        {
            var thrown = await Assert.ThrowsAsync<CallbackSubmitterException>(() => context.WaitForCallbackAsync<int>(
                static (_, _, _) => throw new TimeoutException("busy"), config: new WaitForCallbackConfig { RetryStrategy = RetryStrategy.None }));
            return (thrown.ErrorType, thrown.Message, thrown.CallbackId);
        });

        Assert.Equal(("System.TimeoutException", "busy"), (first.ErrorType, first.Message));
        Assert.Equal(first, replayed);
    }

    [Fact]
    public async Task What_was_sent_fails_the_wait_the_same_on_first_run_and_on_replay()
    {
        var (first, replayed) = await RunAndReplayAsync(async context =>
        {
            var thrown = await Assert.ThrowsAsync<CallbackFailedException>(() => context.WaitForCallbackAsync<int>((callbackId, _, _) =>
                Client.SendCallbackFailureAsync(callbackId, new ErrorObject { ErrorType = "Refused", ErrorMessage = "no", ErrorData = "{}" })));
            return (thrown.ErrorType, thrown.Message, thrown.ErrorData, thrown.CallbackId);
        });

        Assert.Equal(("Refused", "no", "{}"), (first.ErrorType, first.Message, first.ErrorData));
        Assert.Equal(first, replayed);
    }

    [Fact]
    public async Task A_timeout_fails_the_wait_the_same_on_first_run_and_on_replay()
    {
        var (first, replayed) = await RunAndReplayAsync(static async context =>
        {
            var thrown = await Assert.ThrowsAsync<CallbackTimeoutException>(() => context.WaitForCallbackAsync<int>(
                static (_, _, _) => Task.CompletedTask, config: new WaitForCallbackConfig { Timeout = TimeSpan.FromSeconds(5) }));
            return (thrown.ErrorType, thrown.Message, thrown.CallbackId);
        });

        Assert.Equal(("Callback.Timeout", "Callback timed out"), (first.ErrorType, first.Message));
        Assert.Equal(first, replayed);
    }

    [Fact]
    public async Task Every_item_of_a_map_may_wait_for_an_answer()
    {
        await ServeAsync(async context => (await context.MapAsync(
            [1, 2, 3, 4, 5],
            (branch, item, _, _, _) => branch.WaitForCallbackAsync<int>(
                async (callbackId, _, _) => await Client.SendCallbackSuccessAsync(callbackId, item * 2)))).GetResults().Sum());
        var execution = await StartAsync();

        Assert.Equal(30, await execution.WithResult<int>().WaitForResultAsync().OrFail());
    }
}
