using Durable.Model;

namespace Durable.Testing.Conformance;

/// <summary>The transitions of callbacks (durable-model 1.5).</summary>
public abstract class CallbackTransitionConformance<TFixture> : ConformanceSuite<TFixture>
    where TFixture : HostFixture, new()
{
    [Rule("1.5-CALLBACK-01 1.5-CALLBACK-02 3.3-CALLBACK-NONE 6.1-CALLBACK-STARTED 6.1-CALLBACK-ENDED 6.2-ORDER-03")]
    public async Task A_callback_is_opened_with_an_id_and_succeeds_with_what_is_sent()
    {
        Operation? open = null;
        var start = Clock.GetUtcNow();

        var run = await RecordAsync(
            AwaitAsync(timeout: 300, heartbeat: 200),
            async run =>
            {
                open = await run.ReadOperationAsync("1");
                await run.Host.Client.SendCallbackSuccessAsync(run.CallbackId(), "yes").OrFail();
            });

        Assert.Equal((OperationStatus.Started, start, start.AddSeconds(300)), (open!.Status, open.StartTimestamp, open.Callback!.TimeoutTimestamp));
        Assert.Equal(start.AddSeconds(200), open.Callback!.HeartbeatTimestamp);
        Assert.NotEqual(run.CallbackId(), open.Id);
        run.AssertHistory("""
            ExecutionStarted input=null timeout=31622400s
            CallbackStarted 1 Callback "approval" id timeout=300s heartbeat=200s
            InvocationCompleted
            CallbackSucceeded 1 Callback "approval" -> "yes"
            InvocationCompleted
            ExecutionSucceeded -> "yes"
            """);
        var callback = await run.ReadOperationAsync("1");
        Assert.Equal((OperationStatus.Succeeded, "\"yes\"", null), (callback.Status, callback.Result, callback.Error));
        Assert.NotNull(callback.EndTimestamp);
    }

    [Rule("1.5-CALLBACK-03 6.1-CALLBACK-ENDED")]
    public async Task A_failure_that_is_sent_fails_it_with_the_error()
    {
        var error = new ErrorObject { ErrorType = "Refused", ErrorMessage = "too dear", ErrorData = "{\"limit\":1}", StackTrace = ["at desk"] };

        var run = await RecordAsync(AwaitAsync(), run => run.Host.Client.SendCallbackFailureAsync(run.CallbackId(), error).OrFail());

        run.AssertHistory("""
            ExecutionStarted input=null timeout=31622400s
            CallbackStarted 1 Callback "approval" id
            InvocationCompleted
            CallbackFailed 1 Callback "approval" [Refused: too dear, data {"limit":1}, trace]
            InvocationCompleted
            ExecutionSucceeded -> "CallbackFailedException [Refused: too dear, data {\"limit\":1}, trace]"
            """);
        Assert.Equal(OperationStatus.Failed, (await run.ReadOperationAsync("1")).Status);
    }

    [Rule("1.5-CALLBACK-04")]
    public async Task A_failure_without_a_body_has_an_error_without_members()
    {
        var run = await RecordAsync(AwaitAsync(), static run => run.Host.Client.SendCallbackFailureAsync(run.CallbackId()).OrFail());

        run.AssertHistory("""
            ExecutionStarted input=null timeout=31622400s
            CallbackStarted 1 Callback "approval" id
            InvocationCompleted
            CallbackFailed 1 Callback "approval" [?: ?]
            InvocationCompleted
            ExecutionSucceeded -> "CallbackFailedException [?: ?]"
            """);
        Assert.Equal(new ErrorObject(), (await run.ReadOperationAsync("1")).Error);
    }

    [Rule("1.5-CALLBACK-05 6.1-NONE")]
    public async Task A_heartbeat_moves_the_deadline_and_leaves_no_event()
    {
        DateTimeOffset? deadline = null;
        var start = Clock.GetUtcNow();

        var run = await RecordAsync(AwaitAsync(heartbeat: 300), async run =>
        {
            await run.PassAsync(20);
            await run.Host.Client.SendCallbackHeartbeatAsync(run.CallbackId()).OrFail();
            await run.SettleAsync();
            deadline = (await run.ReadOperationAsync("1")).Callback!.HeartbeatTimestamp;
            await run.Host.Client.SendCallbackSuccessAsync(run.CallbackId(), "yes").OrFail();
        });

        Assert.Equal(start.AddSeconds(20 + 300), deadline);
        run.AssertHistory("""
            ExecutionStarted input=null timeout=31622400s
            CallbackStarted 1 Callback "approval" id heartbeat=300s
            InvocationCompleted
            CallbackSucceeded 1 Callback "approval" -> "yes"
            InvocationCompleted
            ExecutionSucceeded -> "yes"
            """);
    }

    [RuleTheory("1.5-CALLBACK-06 1.5-CALLBACK-07 1.5-CALLBACK-08 6.1-CALLBACK-ENDED")]
    [InlineData(30, 0, "Callback.Timeout", "Callback timed out")]
    [InlineData(0, 30, "Callback.Heartbeat", "Callback timed out on heartbeat")]
    [InlineData(30, 40, "Callback.Timeout", "Callback timed out")]
    [InlineData(40, 30, "Callback.Heartbeat", "Callback timed out on heartbeat")]
    public async Task A_deadline_that_passes_times_it_out(int timeout, int heartbeat, string errorType, string message)
    {
        // Both have passed when somebody looks.
        var run = await RecordAsync(AwaitAsync(timeout, heartbeat), static run => run.PassAsync(50));

        run.AssertHistory($"""
            ExecutionStarted input=null timeout=31622400s
            CallbackStarted 1 Callback "approval" id{(timeout > 0 ? $" timeout={timeout}s" : "")}{(heartbeat > 0 ? $" heartbeat={heartbeat}s" : "")}
            InvocationCompleted
            CallbackTimedOut 1 Callback "approval" [{errorType}: ?]
            InvocationCompleted
            ExecutionSucceeded -> "CallbackTimeoutException [{errorType}: {message}]"
            """);
        var callback = await run.ReadOperationAsync("1");
        Assert.Equal((OperationStatus.TimedOut, errorType, message), (callback.Status, callback.Error!.ErrorType, callback.Error.ErrorMessage));
    }

    private static Func<IDurableContext, Task<string>> AwaitAsync(int timeout = 0, int heartbeat = 0) => async context =>
    {
        var config = new CallbackConfig { Timeout = TimeSpan.FromSeconds(timeout), HeartbeatTimeout = TimeSpan.FromSeconds(heartbeat) };
        var callback = await context.CreateCallbackAsync<string>("approval", config);
        return await DescribeAsync(() => callback.GetResultAsync());
    };
}
