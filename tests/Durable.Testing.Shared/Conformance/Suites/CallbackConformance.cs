namespace Durable.Testing.Conformance;

/// <summary>Callbacks (durable-model 4.6).</summary>
public abstract class CallbackConformance<TFixture> : ConformanceSuite<TFixture>
    where TFixture : HostFixture, new()
{
    [Rule("4.6-CALLBACK-01 4.6-CALLBACK-02 4.6-CALLBACK-06")]
    public async Task Creating_a_callback_never_throws_and_its_id_is_the_same_on_replay()
    {
        List<string> ids = [];

        var (outcome, run) = await RecordTwiceAsync(
            async context =>
            {
                var callback = await context.CreateCallbackAsync<int>("call");
                ids.Add(callback.CallbackId);
                await context.WaitAsync(TimeSpan.FromSeconds(5), "before");
                return await DescribeAsync(() => callback.GetResultAsync());
            },
            [
                run => Client.SendCallbackFailureAsync(run.CallbackId(), new Model.ErrorObject { ErrorMessage = "no" }).OrFail(),
                static run => run.PassAsync(5),
            ]);

        Assert.Equal("CallbackFailedException [?: no]", outcome);
        Assert.Equal([run.CallbackId(), run.CallbackId()], ids);
        run.AssertHistory("""
            ExecutionStarted input=null timeout=31622400s
            CallbackStarted 1 Callback "call" id
            WaitStarted 2 Wait "before" 5s ends+5s
            InvocationCompleted
            CallbackFailed 1 Callback "call" [?: no]
            InvocationCompleted
            WaitSucceeded 2 Wait "before" 5s
            WaitStarted 3 Wait "pause" 30s ends+30s
            InvocationCompleted
            InvocationCompleted
            WaitSucceeded 3 Wait "pause" 30s
            InvocationCompleted
            ExecutionSucceeded -> 2
            """);
    }

    [RuleTheory("4.6-CALLBACK-03")]
    [InlineData(0, 0, "")]
    [InlineData(1, 0, " timeout=1s")]
    [InlineData(1.5, 2.001, " timeout=2s heartbeat=3s")]
    public async Task Timeouts_are_rounded_up_and_zero_is_none(double timeout, double heartbeat, string details)
    {
        var config = new CallbackConfig { Timeout = TimeSpan.FromSeconds(timeout), HeartbeatTimeout = TimeSpan.FromSeconds(heartbeat) };

        var run = await RecordAsync(
            async context => await (await context.CreateCallbackAsync<int>(config: config)).GetResultAsync(),
            run => Client.SendCallbackSuccessAsync(run.CallbackId(), 1).OrFail());

        run.AssertHistory($"""
            ExecutionStarted input=null timeout=31622400s
            CallbackStarted 1 Callback id{details}
            InvocationCompleted
            CallbackSucceeded 1 Callback -> 1
            InvocationCompleted
            ExecutionSucceeded -> 1
            """);
    }

    [RuleTheory("4.6-CALLBACK-03")]
    [InlineData(0.5)]
    [InlineData(-1)]
    [InlineData(100_000_000)]
    public async Task A_timeout_out_of_range_is_refused_and_takes_no_id(double timeout)
    {
        var config = new CallbackConfig { Timeout = TimeSpan.FromSeconds(timeout) };

        var run = await RecordAsync(async context =>
        {
            await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => context.CreateCallbackAsync<int>(config: config));
            return await context.StepAsync(static (_, _) => Task.FromResult(1));
        });

        run.AssertHistory("""
            ExecutionStarted input=null timeout=31622400s
            StepStarted 1 Step
            StepSucceeded 1 Step -> 1 (attempt 1)
            InvocationCompleted
            ExecutionSucceeded -> 1
            """);
    }

    [RuleTheory("4.6-CALLBACK-04")]
    [InlineData(false, CallbackClosedReason.Completed)]
    [InlineData(true, CallbackClosedReason.TimedOut)]
    public async Task What_has_ended_takes_nothing_any_more(bool timesOut, CallbackClosedReason reason)
    {
        var (outcome, run) = await RecordTwiceAsync(
            async context =>
            {
                var callback = await context.CreateCallbackAsync<string>("call", new CallbackConfig { Timeout = TimeSpan.FromSeconds(20) });
                return await DescribeAsync(() => callback.GetResultAsync());
            },
            [run => timesOut ? run.PassAsync(20) : Client.SendCallbackSuccessAsync(run.CallbackId(), "first").OrFail()],
            begin: null);

        Assert.Equal(timesOut ? "CallbackTimeoutException [Callback.Timeout: Callback timed out]" : "first", outcome);
        foreach (var send in new Func<Task>[]
        {
            () => Client.SendCallbackSuccessAsync(run.CallbackId(), "second"),
            () => Client.SendCallbackFailureAsync(run.CallbackId()),
            () => Client.SendCallbackHeartbeatAsync(run.CallbackId()),
        })
        {
            Assert.Equal(reason, (await Assert.ThrowsAsync<CallbackClosedException>(() => send().OrFail())).Reason);
        }

        run.AssertHistory($"""
            ExecutionStarted input=null timeout=31622400s
            CallbackStarted 1 Callback "call" id timeout=20s
            InvocationCompleted
            {(timesOut ? "CallbackTimedOut 1 Callback \"call\" [Callback.Timeout: ?]" : "CallbackSucceeded 1 Callback \"call\" -> \"first\"")}
            WaitStarted 2 Wait "pause" 30s ends+30s
            InvocationCompleted
            InvocationCompleted
            WaitSucceeded 2 Wait "pause" 30s
            InvocationCompleted
            ExecutionSucceeded -> 2
            """);
    }

    [Rule("4.6-CALLBACK-05")]
    public async Task A_completion_that_is_not_awaited_yet_makes_an_invocation_that_finds_nothing_to_do()
    {
        var run = await RecordAsync(
            static async context =>
            {
                var first = await context.CreateCallbackAsync<int>("first");
                var second = await context.CreateCallbackAsync<int>("second");
                return await first.GetResultAsync() + await second.GetResultAsync();
            },
            run => Client.SendCallbackSuccessAsync(run.CallbackId("second"), 2).OrFail(),
            run => Client.SendCallbackSuccessAsync(run.CallbackId("first"), 1).OrFail());

        run.AssertHistory("""
            ExecutionStarted input=null timeout=31622400s
            CallbackStarted 1 Callback "first" id
            CallbackStarted 2 Callback "second" id
            InvocationCompleted
            CallbackSucceeded 2 Callback "second" -> 2
            InvocationCompleted
            CallbackSucceeded 1 Callback "first" -> 1
            InvocationCompleted
            ExecutionSucceeded -> 3
            """);
    }
}
