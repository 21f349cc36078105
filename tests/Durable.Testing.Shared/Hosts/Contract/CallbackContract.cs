using Durable.Model;
using Durable.Storage;

namespace Durable.Testing;

/// <summary>Callbacks: how somebody outside completes them, when they time out, and what they cost while they are open.</summary>
public abstract class CallbackContract<TFixture> : HostContract<TFixture>
    where TFixture : HostFixture, new()
{
    private static readonly ErrorObject s_refusal = new() { ErrorType = "Refused", ErrorMessage = "too expensive", ErrorData = "{\"limit\":1}", StackTrace = ["at desk"] };

    [Fact]
    public async Task What_is_sent_is_the_result_and_the_events_are_those_of_the_wire()
    {
        await ServeAsync(AwaitAsync(new CallbackConfig { Timeout = TimeSpan.FromMinutes(1), HeartbeatTimeout = TimeSpan.FromSeconds(50) }));
        var execution = await StartAsync();
        var callbackId = await WhenOpenAsync(execution);

        await Client.SendCallbackSuccessAsync(callbackId, "yes").OrFail();

        Assert.Equal("yes", await execution.WithResult<string>().WaitForResultAsync().OrFail());
        var history = await Client.ReadHistoryAsync(execution.Id);
        Assert.Equal(
            [
                HistoryEventType.ExecutionStarted, HistoryEventType.CallbackStarted, HistoryEventType.InvocationCompleted,
                HistoryEventType.CallbackSucceeded, HistoryEventType.InvocationCompleted, HistoryEventType.ExecutionSucceeded,
            ],
            history.Types);
        var started = history.Events[1];
        Assert.Equal(("1", "approval", "Callback", null), (started.Id, started.Name, started.SubType, started.ParentId));
        Assert.Equal((callbackId, 60, 50), (started.Details.CallbackId, started.Details.Timeout, started.Details.HeartbeatTimeout));
        Assert.Equal(("1", "\"yes\""), (history.Events[3].Id, history.Events[3].Details.Result!.Payload));
    }

    [Fact]
    public async Task A_failure_that_is_sent_is_thrown_the_same_on_first_run_and_on_replay()
    {
        List<CallbackFailedException> thrown = [];
        await ServeAsync(async context =>
        {
            thrown.Add(await Assert.ThrowsAsync<CallbackFailedException>(() => AwaitAsync()(context)));
            await context.WaitAsync(TimeSpan.FromSeconds(30));
            return thrown.Count;
        });
        var execution = await StartAsync();
        var callbackId = await WhenOpenAsync(execution);
        await Client.SendCallbackFailureAsync(callbackId, s_refusal).OrFail();
        await Host.WhenHistoryAsync(execution.Id, static history => history.OpenWaits == 1);
        await Host.RestartAsync();

        Assert.Equal(2, await Clock.DriveAsync(Client.WaitForResultAsync<int>(execution.Id)));
        Assert.All(thrown, exception =>
        {
            Assert.Equal(("Refused", "too expensive", "{\"limit\":1}"), (exception.ErrorType, exception.Message, exception.ErrorData));
            Assert.Equal(["at desk"], exception.OriginalStackTrace);
            Assert.Equal(callbackId, exception.CallbackId);
        });
        var failed = (await Client.ReadHistoryAsync(execution.Id)).Of(HistoryEventType.CallbackFailed);
        Assert.Equal("Refused", Assert.Single(failed).Details.Error!.Payload!.ErrorType);
    }

    [Theory]
    [InlineData(30, 0, "Callback.Timeout")]
    [InlineData(0, 30, "Callback.Heartbeat")]
    public async Task A_deadline_that_passes_ends_it(int timeout, int heartbeat, string errorType)
    {
        await ServeAsync(async context =>
        {
            var config = new CallbackConfig { Timeout = TimeSpan.FromSeconds(timeout), HeartbeatTimeout = TimeSpan.FromSeconds(heartbeat) };
            return (await Assert.ThrowsAsync<CallbackTimeoutException>(() => AwaitAsync(config)(context))).ErrorType;
        });
        var start = Clock.GetUtcNow();
        var execution = await StartAsync();
        var callbackId = await WhenOpenAsync(execution);

        Assert.Equal(errorType, await Clock.DriveAsync(execution.WithResult<string>().WaitForResultAsync()));
        var timedOut = (await Client.ReadHistoryAsync(execution.Id)).Of(HistoryEventType.CallbackTimedOut);
        Assert.Equal(start.AddSeconds(30), Assert.Single(timedOut).EventTimestamp);
        Assert.Equal(new ErrorObject { ErrorType = errorType }, timedOut[0].Details.Error!.Payload);
        await AssertClosedAsync(CallbackClosedReason.TimedOut, () => Client.SendCallbackSuccessAsync(callbackId, "late"));
    }

    [Fact]
    public async Task Heartbeats_keep_it_open_and_leave_no_event()
    {
        await ServeAsync(AwaitAsync(new CallbackConfig { HeartbeatTimeout = TimeSpan.FromSeconds(30) }));
        var execution = await StartAsync();
        var callbackId = await WhenOpenAsync(execution);
        for (var i = 0; i < 3; i++)
        {
            Clock.Advance(TimeSpan.FromSeconds(20));
            await Client.SendCallbackHeartbeatAsync(callbackId).OrFail();
        }

        await Client.SendCallbackSuccessAsync(callbackId, "done").OrFail();

        Assert.Equal("done", await execution.WithResult<string>().WaitForResultAsync().OrFail());
        Assert.Equal(6, (await Client.ReadHistoryAsync(execution.Id)).Events.Count);
    }

    [Fact]
    public async Task Only_the_first_completion_counts()
    {
        await ServeAsync(async context =>
        {
            var result = await AwaitAsync()(context);
            await context.WaitAsync(TimeSpan.FromSeconds(30));
            return result;
        });
        var execution = await StartAsync();
        var callbackId = await WhenOpenAsync(execution);
        await Client.SendCallbackSuccessAsync(callbackId, "first").OrFail();

        await AssertClosedAsync(CallbackClosedReason.Completed, () => Client.SendCallbackSuccessAsync(callbackId, "second"));
        await AssertClosedAsync(CallbackClosedReason.Completed, () => Client.SendCallbackFailureAsync(callbackId));
        await AssertClosedAsync(CallbackClosedReason.Completed, () => Client.SendCallbackHeartbeatAsync(callbackId));

        Assert.Equal("first", await Clock.DriveAsync(execution.WithResult<string>().WaitForResultAsync()));
        await AssertClosedAsync(CallbackClosedReason.Completed, () => Client.SendCallbackSuccessAsync(callbackId, "third"));
    }

    [Fact]
    public async Task An_id_that_nobody_was_given_is_refused()
    {
        await ServeAsync(AwaitAsync());
        var execution = await StartAsync();
        var callbackId = await WhenOpenAsync(execution);
        var forged = Convert.ToBase64String([.. Convert.FromBase64String(callbackId)[..^4], .. "AAAA"u8]);
        var elsewhere = Convert.ToBase64String([.. "1/"u8, .. "under-test/nobody/1/key"u8]);

        foreach (var text in new[] { "", "nonsense", "####", Convert.ToBase64String("1/a/b"u8), new string('A', 5000) })
        {
            await Assert.ThrowsAsync<InvalidCallbackIdException>(() => Client.SendCallbackSuccessAsync(text, "x").OrFail());
        }

        await AssertClosedAsync(CallbackClosedReason.Unknown, () => Client.SendCallbackSuccessAsync(forged, "x"));
        await AssertClosedAsync(CallbackClosedReason.Unknown, () => Client.SendCallbackSuccessAsync(elsewhere, "x"));
        await Client.SendCallbackSuccessAsync(callbackId, "right").OrFail();
        Assert.Equal("right", await execution.WithResult<string>().WaitForResultAsync().OrFail());
    }

    [Fact]
    public async Task An_execution_that_has_ended_takes_nothing()
    {
        await ServeAsync(AwaitAsync());
        var execution = await StartAsync();
        var callbackId = await WhenOpenAsync(execution);
        await execution.StopAsync().OrFail();

        await AssertClosedAsync(CallbackClosedReason.ExecutionEnded, () => Client.SendCallbackSuccessAsync(callbackId, "late"));
    }

    [Fact]
    public async Task A_result_that_is_too_large_is_refused_and_the_callback_stays_open()
    {
        await ServeAsync(AwaitAsync());
        var execution = await StartAsync();
        var callbackId = await WhenOpenAsync(execution);

        await Assert.ThrowsAsync<PayloadSerializationException>(() =>
            Client.SendCallbackSuccessAsync(callbackId, new string('x', DurableLimits.MaxOperationPayloadBytes)).OrFail());

        await Client.SendCallbackSuccessWithPayloadAsync(callbackId, null).OrFail();
        Assert.Null(await execution.WithResult<string?>().WaitForResultAsync().OrFail());
    }

    [Fact]
    public async Task An_open_callback_leaves_memory_and_a_completion_brings_the_execution_back()
    {
        await ServeAsync(AwaitAsync(), static options => options.ExecutionTimeout = TimeSpan.FromDays(300));
        var execution = await StartAsync();
        var callbackId = await WhenOpenAsync(execution);

        // A leap at once could overtake it on its way out, and with its lease run out somebody would rightly look after it.
        Clock.Advance(TimeSpan.FromMinutes(2));
        await Host.WhenHeadAsync(execution.Id, static head => head.WakeUp is { Kind: WakeUpKind.Timer }).OrFail();
        await LeapAsync(TimeSpan.FromDays(20));

        await Client.SendCallbackSuccessAsync(callbackId, "at last").OrFail();

        Assert.Equal("at last", await execution.WithResult<string>().WaitForResultAsync().OrFail());
        Assert.Equal(
            [
                HistoryEventType.ExecutionStarted, HistoryEventType.CallbackStarted, HistoryEventType.InvocationCompleted,
                HistoryEventType.CallbackSucceeded, HistoryEventType.InvocationCompleted, HistoryEventType.ExecutionSucceeded,
            ],
            (await Client.ReadHistoryAsync(execution.Id)).Types);
    }

    [Fact]
    public async Task Heartbeats_reach_an_execution_that_has_left_memory()
    {
        await ServeAsync(AwaitAsync(new CallbackConfig { HeartbeatTimeout = TimeSpan.FromHours(2) }));
        var execution = await StartAsync();
        var callbackId = await WhenOpenAsync(execution);
        for (var i = 0; i < 3; i++)
        {
            await LeapAsync(TimeSpan.FromMinutes(110));
            await Client.SendCallbackHeartbeatAsync(callbackId).OrFail();
        }

        await Client.SendCallbackSuccessAsync(callbackId, "alive").OrFail();

        Assert.Equal("alive", await execution.WithResult<string>().WaitForResultAsync().OrFail());
    }

    [Fact]
    public async Task A_timeout_wakes_an_execution_that_has_left_memory()
    {
        await ServeAsync(async context =>
            (await Assert.ThrowsAsync<CallbackTimeoutException>(() => AwaitAsync(new CallbackConfig { Timeout = TimeSpan.FromHours(5) })(context))).ErrorType);
        var execution = await StartAsync();
        await WhenOpenAsync(execution);

        await LeapAsync(TimeSpan.FromHours(5));

        Assert.Equal("Callback.Timeout", await Clock.DriveAsync(execution.WithResult<string>().WaitForResultAsync()));
    }

    [Fact]
    public async Task Ids_outlive_the_host_that_gave_them_out()
    {
        await ServeAsync(AwaitAsync());
        var execution = await StartAsync();
        var callbackId = await WhenOpenAsync(execution);
        await Host.RestartAsync();

        await Client.SendCallbackSuccessAsync(callbackId, "still known").OrFail();

        Assert.Equal("still known", await Client.WaitForResultAsync<string>(execution.Id).OrFail());
    }

    [Fact]
    public async Task What_was_acknowledged_outlives_the_host_that_took_it()
    {
        await ServeAsync(async context =>
        {
            var result = await AwaitAsync()(context);
            await context.WaitAsync(TimeSpan.FromSeconds(30));
            return result;
        });
        var execution = await StartAsync();
        await Client.SendCallbackSuccessAsync(await WhenOpenAsync(execution), "kept").OrFail();
        await Host.RestartAsync();

        Assert.Equal("kept", await Clock.DriveAsync(Client.WaitForResultAsync<string>(execution.Id)));
    }

    [Fact]
    public async Task Branches_wait_for_callbacks_of_their_own()
    {
        const int Branches = 20;
        await ServeAsync(async context => (await context.MapAsync(
            Enumerable.Range(0, Branches).ToArray(),
            static async (branch, item, _, _, _) =>
            {
                var callback = await branch.CreateCallbackAsync<int>($"k{item}");
                var result = await callback.GetResultAsync();
                return await branch.StepAsync((_, _) => Task.FromResult(result));
            })).GetResults().Sum());
        var execution = await StartAsync();
        var history = await Host.WhenHistoryAsync(execution.Id, static history => history.Count(HistoryEventType.CallbackStarted) == Branches);

        await Task.WhenAll(history.Of(HistoryEventType.CallbackStarted).Select(started =>
            Client.SendCallbackSuccessAsync(started.Details.CallbackId!, int.Parse(started.Name!.AsSpan(1), provider: null)))).OrFail();

        Assert.Equal(Enumerable.Range(0, Branches).Sum(), await execution.WithResult<int>().WaitForResultAsync().OrFail());
    }

    [Fact]
    public async Task Branches_that_have_left_memory_are_completed_one_by_one()
    {
        await ServeAsync(async context => (await context.MapAsync(
            [1, 2, 3], static (branch, item, _, _, _) => AwaitAsync(name: $"k{item}")(branch))).GetResults());
        var execution = await StartAsync();
        var history = await Host.WhenHistoryAsync(execution.Id, static history => history.Count(HistoryEventType.CallbackStarted) == 3);
        foreach (var started in history.Of(HistoryEventType.CallbackStarted))
        {
            await LeapAsync(TimeSpan.FromMinutes(30));
            await Client.SendCallbackSuccessAsync(started.Details.CallbackId!, started.Name).OrFail();
        }

        Assert.Equal(["k1", "k2", "k3"], await execution.WithResult<string[]>().WaitForResultAsync().OrFail());
    }

    [Fact]
    public async Task A_completion_that_nobody_awaits_yet_is_kept()
    {
        await ServeAsync(async context =>
        {
            var callback = await context.CreateCallbackAsync<string>("approval");
            await context.WaitAsync(TimeSpan.FromSeconds(30));
            return await callback.GetResultAsync();
        });
        var execution = await StartAsync();
        await Client.SendCallbackSuccessAsync(await WhenOpenAsync(execution), "early").OrFail();

        Assert.Equal("early", await Clock.DriveAsync(execution.WithResult<string>().WaitForResultAsync()));
    }

    private static Func<IDurableContext, Task<string>> AwaitAsync(CallbackConfig? config = null, string name = "approval") =>
        async context => await (await context.CreateCallbackAsync<string>(name, config)).GetResultAsync();

    private static async Task AssertClosedAsync(CallbackClosedReason reason, Func<Task> send)
    {
        var closed = await Assert.ThrowsAsync<CallbackClosedException>(() => send().OrFail());
        Assert.Equal(reason, closed.Reason);
    }

    private async Task<string> WhenOpenAsync(ExecutionHandle execution)
    {
        var history = await Host.WhenHistoryAsync(execution.Id, static history => history.Count(HistoryEventType.CallbackStarted) == 1);

        // Its function may not know yet that the callback is in the store.
        await Host.WhenAtRestAsync().OrFail();
        return history.Of(HistoryEventType.CallbackStarted)[0].Details.CallbackId!;
    }
}
