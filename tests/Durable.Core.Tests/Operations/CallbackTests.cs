using Durable.Core.Log.Records;
using Durable.Core.Operations.Callbacks;
using Durable.Model;
using Durable.Storage;
using Durable.Testing;

namespace Durable.Core.Tests.Operations;

public sealed class CallbackTests
{
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);

    private readonly EngineHarness _engine = new();

    [Fact]
    public void What_is_sent_is_the_result()
    {
        _engine.Start(AwaitAsync());
        _engine.RunUntilIdle();

        Assert.Equal(CallbackOutcome.Accepted, _engine.Send(_engine.CallbackId(), CallbackAction.Succeed, "42"));

        Assert.Equal(42, _engine.RunToResult<int>());
        Assert.Equal(
            [
                "ExecutionStarted", "CallbackStarted approval", "InvocationCompleted",
                "CallbackSucceeded approval", "InvocationCompleted", "ExecutionSucceeded",
            ],
            _engine.Events);
    }

    [Fact]
    public void The_events_of_a_callback_have_the_details_of_the_wire()
    {
        _engine.Start(AwaitAsync(new CallbackConfig { Timeout = TimeSpan.FromSeconds(90.5), HeartbeatTimeout = TimeSpan.FromSeconds(20) }));
        _engine.RunUntilIdle();
        _engine.Send(_engine.CallbackId(), CallbackAction.Succeed, "42");

        var started = _engine.History[1];
        Assert.Equal(("1", "approval", "Callback", null), (started.Id, started.Name, started.SubType, started.ParentId));
        Assert.Equal((91, 20), (started.Details.Timeout, started.Details.HeartbeatTimeout));
        Assert.Equal("42", _engine.History[3].Details.Result!.Payload);
    }

    [Fact]
    public void An_id_is_shown_only_when_its_callback_is_durable_and_stays_the_same()
    {
        List<string> shown = [];
        _engine.Start(async context =>
        {
            var callback = await context.CreateCallbackAsync<int>();
            shown.Add(callback.CallbackId);
            return await callback.GetResultAsync();
        });
        _engine.Store.Holds = true;
        _engine.RunUntilIdle();
        Assert.Empty(shown);

        Release();
        _engine.RunUntilIdle();
        _engine.CrashAndResume();

        Assert.Equal(2, shown.Count);
        Assert.All(shown, id => Assert.Equal(_engine.CallbackId(), id));
    }

    [Fact]
    public void Ids_cannot_be_guessed_from_each_other_and_may_stand_in_an_address_as_they_are()
    {
        _engine.Start(static async context =>
        {
            for (var i = 0; i < 200; i++)
            {
                await context.CreateCallbackAsync<int>();
            }

            return 1;
        });
        _engine.RunToEnd();

        var ids = _engine.History.Where(static e => e.EventType == HistoryEventType.CallbackStarted).Select(static e => e.Details.CallbackId!).ToArray();
        Assert.Equal(200, ids.Select(static id => CallbackReference.Parse(id).Key).Distinct().Count());
        Assert.All(ids, static id => Assert.Matches("^[A-Za-z0-9]+={0,2}$", id));
        Assert.All(ids, static id => Assert.True(Convert.FromBase64String(id).Length > 0));
    }

    [Fact]
    public void A_failure_that_is_sent_is_thrown_with_all_it_says_on_first_run_and_on_replay()
    {
        List<CallbackFailedException> thrown = [];
        _engine.Start(async context =>
        {
            thrown.Add(await Assert.ThrowsAsync<CallbackFailedException>(async () =>
                await (await context.CreateCallbackAsync<int>("approval")).GetResultAsync()));
            await context.WaitAsync(s_minute);
            return 1;
        });
        _engine.RunUntilIdle();
        var error = new ErrorObject { ErrorType = "Rejected", ErrorMessage = "too expensive", ErrorData = "{\"limit\":1}", StackTrace = ["at desk"] };
        _engine.Send(_engine.CallbackId(), CallbackAction.Fail, error: error);
        _engine.CrashAndResume();

        Assert.Equal(2, thrown.Count);
        Assert.All(thrown, exception =>
        {
            Assert.Equal(("Rejected", "too expensive", "{\"limit\":1}"), (exception.ErrorType, exception.Message, exception.ErrorData));
            Assert.Equal(["at desk"], exception.OriginalStackTrace);
            Assert.Equal(_engine.CallbackId(), exception.CallbackId);
        });
        Assert.Contains("CallbackFailed approval", _engine.Events);
    }

    [Fact]
    public void A_failure_may_say_nothing()
    {
        _engine.Start(AwaitAsync());
        _engine.RunUntilIdle();

        _engine.Send(_engine.CallbackId(), CallbackAction.Fail);

        Assert.Equal(ExecutionStatus.Failed, _engine.RunToEnd().Status);
        Assert.Equal(new ErrorObject(), _engine.History.Single(static e => e.EventType == HistoryEventType.CallbackFailed).Details.Error!.Payload);
    }

    [Fact]
    public void A_result_may_be_nothing()
    {
        _engine.Start(AwaitAsync());
        _engine.RunUntilIdle();

        _engine.Send(_engine.CallbackId(), CallbackAction.Succeed);

        Assert.Equal(0, _engine.RunToResult<int>());
    }

    [Theory]
    [InlineData(60, 0, "Callback.Timeout", "Callback timed out")]
    [InlineData(0, 60, "Callback.Heartbeat", "Callback timed out on heartbeat")]
    [InlineData(60, 60, "Callback.Timeout", "Callback timed out")]
    [InlineData(60, 59, "Callback.Heartbeat", "Callback timed out on heartbeat")]
    public void Whichever_deadline_passes_first_names_the_cause(int timeout, int heartbeat, string errorType, string message)
    {
        var config = new CallbackConfig { Timeout = TimeSpan.FromSeconds(timeout), HeartbeatTimeout = TimeSpan.FromSeconds(heartbeat) };
        List<CallbackTimeoutException> thrown = [];
        _engine.Start(async context =>
        {
            thrown.Add(await Assert.ThrowsAsync<CallbackTimeoutException>(async () =>
                await (await context.CreateCallbackAsync<int>("approval", config)).GetResultAsync()));
            await context.WaitAsync(TimeSpan.FromDays(1));
            return 1;
        });

        Assert.Equal(1, _engine.RunToResult<int>());
        Assert.Equal(2, thrown.Count);
        Assert.All(thrown, exception => Assert.Equal((errorType, message), (exception.ErrorType, exception.Message)));
        var timedOut = _engine.History.Single(static e => e.EventType == HistoryEventType.CallbackTimedOut);
        Assert.Equal(new ErrorObject { ErrorType = errorType }, timedOut.Details.Error!.Payload);
        Assert.Equal(_engine.Head.StartedAt.AddSeconds(heartbeat == 59 ? 59 : 60), timedOut.EventTimestamp);
    }

    [Fact]
    public void A_timeout_has_the_history_of_an_invocation()
    {
        _engine.Start(AwaitAsync(new CallbackConfig { Timeout = s_minute }));

        Assert.Equal(ExecutionStatus.Failed, _engine.RunToEnd().Status);
        Assert.Equal(
            [
                "ExecutionStarted", "CallbackStarted approval", "InvocationCompleted",
                "CallbackTimedOut approval", "InvocationCompleted", "ExecutionFailed",
            ],
            _engine.Events);
    }

    [Fact]
    public void A_heartbeat_puts_the_missed_heartbeat_off_but_not_the_timeout()
    {
        _engine.Start(AwaitAsync(new CallbackConfig { Timeout = s_minute, HeartbeatTimeout = TimeSpan.FromSeconds(25) }));
        _engine.RunUntilIdle();
        for (var i = 0; i < 2; i++)
        {
            _engine.Advance(TimeSpan.FromSeconds(20));
            Assert.Equal(CallbackOutcome.Accepted, _engine.Send(_engine.CallbackId(), CallbackAction.Heartbeat));
        }

        _engine.RunToEnd();

        Assert.Equal(s_minute, _engine.Head.EndedAt - _engine.Head.StartedAt);
        Assert.Equal("Callback.Timeout", _engine.History.Single(static e => e.EventType == HistoryEventType.CallbackTimedOut).Details.Error!.Payload!.ErrorType);
    }

    [Fact]
    public void A_heartbeat_is_neither_event_nor_invocation_wherever_the_execution_is()
    {
        _engine.Start(AwaitAsync(new CallbackConfig { HeartbeatTimeout = TimeSpan.FromHours(1) }));
        _engine.RunUntilIdle();
        _engine.Send(_engine.CallbackId(), CallbackAction.Heartbeat);
        _engine.Advance(TimeSpan.FromMinutes(50));
        Assert.Equal(ActivationState.Released, _engine.Current.State);
        var before = _engine.Events;
        Assert.Equal(["ExecutionStarted", "CallbackStarted approval", "InvocationCompleted"], before);

        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(CallbackOutcome.Accepted, _engine.Send(_engine.CallbackId(), CallbackAction.Heartbeat));
            _engine.Advance(TimeSpan.FromMinutes(50));
            Assert.Equal(ActivationState.Released, _engine.Current.State);
            Assert.Equal(_engine.Clock.GetUtcNow() + TimeSpan.FromMinutes(10), _engine.Current.WakeUp.At);
        }

        Assert.Equal(before, _engine.Events);
        _engine.Send(_engine.CallbackId(), CallbackAction.Succeed, "1");
        Assert.Equal(1, _engine.RunToResult<int>());
    }

    [Fact]
    public void A_heartbeat_that_nobody_expects_changes_nothing()
    {
        _engine.Start(AwaitAsync());
        _engine.RunUntilIdle();
        var writes = _engine.Writes;

        Assert.Equal(CallbackOutcome.Accepted, _engine.Send(_engine.CallbackId(), CallbackAction.Heartbeat));

        Assert.Equal(writes, _engine.Writes);
    }

    [Fact]
    public async Task Only_the_first_completion_counts()
    {
        _engine.Start(AwaitAsync());
        _engine.RunUntilIdle();
        var callbackId = _engine.CallbackId();
        _engine.Store.Holds = true;
        var first = _engine.SendAsync(callbackId, CallbackAction.Succeed, "1");
        var second = _engine.SendAsync(callbackId, CallbackAction.Fail);
        var heartbeat = _engine.SendAsync(callbackId, CallbackAction.Heartbeat);
        _engine.RunUntilIdle();
        Assert.All([first, second, heartbeat], static answer => Assert.False(answer.IsCompleted));

        Release();
        _engine.RunUntilIdle();

        Assert.Equal((CallbackOutcome.Accepted, CallbackOutcome.Completed, CallbackOutcome.Completed), (await first, await second, await heartbeat));
        Assert.Equal(1, _engine.RunToResult<int>());
        Assert.Equal(CallbackOutcome.Completed, _engine.Send(callbackId, CallbackAction.Succeed, "2"));
    }

    [Fact]
    public void A_request_that_is_made_again_because_its_answer_was_lost_is_answered_as_the_first_time()
    {
        _engine.Start(AwaitAsync());
        _engine.RunUntilIdle();
        var callbackId = _engine.CallbackId();

        var lost = _engine.SendAsync(callbackId, CallbackAction.Succeed, "1", requestId: "mine");
        _engine.RunUntil(() => _engine.Log.Find("1")!.IsTerminal);
        _engine.Crash();
        _engine.RunUntilIdle();
        Assert.False(lost.IsCompleted);

        Assert.Equal(CallbackOutcome.Accepted, _engine.Send(callbackId, CallbackAction.Succeed, "1", requestId: "mine"));
        Assert.Equal(1, _engine.RunToResult<int>());
        Assert.Equal(CallbackOutcome.Accepted, _engine.Send(callbackId, CallbackAction.Succeed, "1", requestId: "mine"));
    }

    [Fact]
    public void A_sender_whose_activation_is_given_up_must_ask_another()
    {
        _engine.Start(AwaitAsync());
        _engine.RunUntilIdle();
        _engine.Disk.Inject(StoreRequestKind.Commit, StoreFault.FailBefore(StoreFailure.Fatal), times: 2);

        Assert.Equal(CallbackOutcome.Retry, _engine.Send(_engine.CallbackId(), CallbackAction.Succeed, "1"));
        Assert.Equal(CallbackOutcome.Accepted, _engine.Send(_engine.CallbackId(), CallbackAction.Succeed, "2"));

        Assert.Equal(2, _engine.RunToResult<int>());
    }

    [Fact]
    public async Task A_completion_after_the_deadline_is_too_late_though_nobody_has_noticed_that_yet()
    {
        _engine.Start(AwaitAsync(new CallbackConfig { Timeout = s_minute }));
        _engine.RunUntilIdle();
        var callbackId = _engine.CallbackId();
        var late = _engine.Current.PostAsync(_ => _engine.Clock.Advance(s_minute));
        var answer = _engine.SendAsync(callbackId, CallbackAction.Succeed, "1");
        _engine.RunUntilIdle();

        Assert.True(late.IsCompletedSuccessfully);
        Assert.Equal(CallbackOutcome.TimedOut, await answer);
        Assert.Equal(ExecutionStatus.Failed, _engine.RunToEnd().Status);
        Assert.Equal(CallbackOutcome.TimedOut, _engine.Send(callbackId, CallbackAction.Succeed, "1"));
    }

    [Fact]
    public void A_wrong_key_a_wrong_operation_and_an_operation_that_is_no_callback_are_unknown()
    {
        _engine.Start(async context =>
        {
            await context.StepAsync(static (_, _) => Task.FromResult(1));
            return await (await context.CreateCallbackAsync<int>()).GetResultAsync();
        });
        _engine.RunUntilIdle();
        var real = CallbackReference.Parse(_engine.CallbackId());

        foreach (var wrong in new[] { real with { Key = "guess" }, real with { OperationId = "1" }, real with { OperationId = "7" } })
        {
            Assert.Equal(CallbackOutcome.Unknown, _engine.Send(wrong.ToString(), CallbackAction.Succeed, "1"));
        }
    }

    [Fact]
    public void An_ended_execution_takes_no_completions()
    {
        _engine.Start(static async context => (await context.CreateCallbackAsync<int>()).CallbackId);
        _engine.RunToEnd();

        Assert.Equal(CallbackOutcome.ExecutionEnded, _engine.Send(_engine.CallbackId(), CallbackAction.Succeed, "1"));
        Assert.Equal(CallbackOutcome.Unknown, _engine.Send((CallbackReference.Parse(_engine.CallbackId()) with { Key = "x" }).ToString(), CallbackAction.Succeed, "1"));
    }

    [Fact]
    public void An_execution_that_was_ended_because_its_log_is_damaged_takes_none_either()
    {
        _engine.Start(AwaitAsync());
        _engine.RunUntilIdle();
        var reference = CallbackReference.Parse(_engine.CallbackId());
        var damaged = new StoredExecution(_engine.Head with { Status = ExecutionStatus.Stopped }, [new byte[] { 1, 2, 3 }]);

        Assert.Equal(
            CallbackOutcome.ExecutionEnded,
            CallbackRules.AfterEnd(damaged, new CallbackRequest(reference.OperationId, reference.Key, CallbackAction.Succeed, "r")));
    }

    [Fact]
    public void A_completion_and_what_the_function_does_of_it_share_a_write()
    {
        _engine.Start(AwaitAsync());
        _engine.RunUntilIdle();
        var writes = _engine.Writes;

        _engine.Send(_engine.CallbackId(), CallbackAction.Succeed, "1");

        Assert.Equal(1, _engine.Writes - writes);
        Assert.Equal(ExecutionStatus.Succeeded, _engine.Head.Status);
    }

    [Fact]
    public void No_step_starts_on_a_completion_that_is_not_durable()
    {
        var ran = false;
        _engine.Start(async context =>
        {
            await (await context.CreateCallbackAsync<int>()).GetResultAsync();
            return await context.StepAsync((_, _) => Task.FromResult(ran = true));
        });
        _engine.RunUntilIdle();
        _engine.Store.Holds = true;

        var answer = _engine.SendAsync(_engine.CallbackId(), CallbackAction.Succeed, "1");
        _engine.RunUntilIdle();
        Assert.False(answer.IsCompleted || ran);

        Release();
        _engine.RunUntilIdle();
        Assert.True(ran);
    }

    [Fact]
    public void A_callback_that_completes_before_it_is_awaited_is_not_waited_for()
    {
        _engine.Start(static async context =>
        {
            var callback = await context.CreateCallbackAsync<int>("approval");
            await context.WaitAsync(TimeSpan.FromSeconds(30), "pause");
            return await callback.GetResultAsync();
        });
        _engine.RunUntilIdle();
        _engine.Send(_engine.CallbackId(), CallbackAction.Succeed, "5");

        Assert.Equal(5, _engine.RunToResult<int>());

        // The completion invokes the function, which finds that it still waits for something else.
        Assert.Equal(
            [
                "ExecutionStarted", "CallbackStarted approval", "WaitStarted pause", "InvocationCompleted",
                "CallbackSucceeded approval", "InvocationCompleted",
                "WaitSucceeded pause", "InvocationCompleted", "ExecutionSucceeded",
            ],
            _engine.Events);
    }

    [Fact]
    public void A_completion_that_wakes_an_execution_out_of_the_store_shows_as_one_in_memory()
    {
        var inMemory = new EngineHarness();
        inMemory.Start(WithPauseAsync);
        inMemory.RunUntilIdle();
        inMemory.Send(inMemory.CallbackId(), CallbackAction.Succeed, "5");
        inMemory.RunToEnd();

        _engine.Start(WithPauseAsync);
        _engine.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(ActivationState.Released, _engine.Current.State);
        _engine.Send(_engine.CallbackId(), CallbackAction.Succeed, "5");
        _engine.RunToEnd();

        Assert.Equal(inMemory.Events, _engine.Events);

        static async Task<int> WithPauseAsync(IDurableContext context)
        {
            var callback = await context.CreateCallbackAsync<int>("approval");
            await context.StepAsync((_, _) => Task.CompletedTask, "ask");
            var answer = await callback.GetResultAsync();
            await context.StepAsync((_, _) => Task.CompletedTask, "act");
            return answer;
        }
    }

    [Fact]
    public void Without_a_timeout_it_stays_in_memory_for_a_while_and_then_hibernates_until_the_execution_times_out()
    {
        _engine.Start(AwaitAsync(), static options => options.ExecutionTimeout = TimeSpan.FromDays(30));
        _engine.Advance(TimeSpan.FromSeconds(59));
        Assert.True(_engine.Current is { IsSuspended: true, State: ActivationState.Running });

        _engine.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(ActivationState.Released, _engine.Current.State);
        Assert.Equal(new WakeUp(_engine.Head.StartedAt.AddDays(30), WakeUpKind.Timer), _engine.Head.WakeUp);
        Assert.Equal(ExecutionStatus.TimedOut, _engine.RunToEnd().Status);
    }

    [Fact]
    public void With_a_timeout_it_hibernates_until_then()
    {
        _engine.Start(AwaitAsync(new CallbackConfig { Timeout = TimeSpan.FromDays(2) }));
        _engine.Advance(s_minute);

        Assert.Equal(ActivationState.Released, _engine.Current.State);
        Assert.Equal(_engine.Head.StartedAt.AddDays(2), _engine.Current.WakeUp.At);
        Assert.Equal(ExecutionStatus.Failed, _engine.RunToEnd().Status);
        Assert.Equal(TimeSpan.FromDays(2), _engine.Head.EndedAt - _engine.Head.StartedAt);
    }

    [Fact]
    public void However_many_callbacks_time_out_together_they_cost_one_request()
    {
        _engine.Start(static async context =>
        {
            var batch = await context.MapAsync(
                Enumerable.Range(0, 500).ToArray(),
                static async (branch, _, _, _, _) => await (await branch.CreateCallbackAsync<int>(config: new CallbackConfig { Timeout = s_minute })).GetResultAsync(),
                config: new MapConfig<int> { NestingType = NestingType.Flat, CompletionConfig = CompletionConfig.AllCompleted() });
            return batch.FailureCount;
        });
        _engine.Advance(s_minute - TimeSpan.FromSeconds(1));
        var writes = _engine.Writes;
        _engine.Store.Holds = true;
        _engine.Advance(TimeSpan.FromSeconds(1));

        Assert.Single(_engine.Store.InFlight);
        Release();
        Assert.Equal(500, _engine.RunToResult<int>());
        Assert.Equal(2, _engine.Writes - writes);
        Assert.Single(_engine.Records.OfType<CallbackDeadlineRecord>());
    }

    [Fact]
    public void Giving_up_waiting_leaves_the_callback_open()
    {
        using var impatience = new CancellationTokenSource();
        _engine.Start(async context =>
        {
            var callback = await context.CreateCallbackAsync<int>();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => callback.GetResultAsync(impatience.Token));
            return await callback.GetResultAsync();
        });
        _engine.RunUntilIdle();
        _ = _engine.Current.PostAsync(_ => impatience.Cancel());
        _engine.RunUntilIdle();
        Assert.True(_engine.Current.IsSuspended);

        _engine.Send(_engine.CallbackId(), CallbackAction.Succeed, "3");
        Assert.Equal(3, _engine.RunToResult<int>());
    }

    [Fact]
    public void A_result_may_be_awaited_more_than_once()
    {
        _engine.Start(static async context =>
        {
            var callback = await context.CreateCallbackAsync<int>();
            return (await Task.WhenAll(callback.GetResultAsync(), callback.GetResultAsync())).Sum() + await callback.GetResultAsync();
        });
        _engine.RunUntilIdle();

        _engine.Send(_engine.CallbackId(), CallbackAction.Succeed, "2");

        Assert.Equal(6, _engine.RunToResult<int>());
    }

    [Fact]
    public void A_result_that_cannot_be_read_ends_the_execution()
    {
        _engine.Start(AwaitAsync());
        _engine.RunUntilIdle();

        _engine.Send(_engine.CallbackId(), CallbackAction.Succeed, "not json");

        Assert.Equal(ExecutionStatus.Failed, _engine.RunToEnd().Status);
        Assert.Contains("the result of callback 'approval'", _engine.Head.Error!.ErrorMessage, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0.5)]
    [InlineData(100_000_000)]
    public void A_timeout_out_of_range_is_refused_and_leaves_no_trace(double seconds)
    {
        _engine.Start(async context =>
        {
            await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() =>
                context.CreateCallbackAsync<int>(config: new CallbackConfig { Timeout = TimeSpan.FromSeconds(seconds) }));
            await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() =>
                context.CreateCallbackAsync<int>(config: new CallbackConfig { HeartbeatTimeout = TimeSpan.FromSeconds(seconds) }));
            return 1;
        });

        Assert.Equal(1, _engine.RunToResult<int>());
        Assert.Equal(0, _engine.Head.Operations);
    }

    private void Release()
    {
        _engine.Store.Holds = false;
        foreach (var request in _engine.Store.InFlight.ToArray())
        {
            request.Carry();
            request.Answer();
        }
    }

    private static Func<IDurableContext, Task<int>> AwaitAsync(CallbackConfig? config = null) => async context =>
        await (await context.CreateCallbackAsync<int>("approval", config)).GetResultAsync();
}
