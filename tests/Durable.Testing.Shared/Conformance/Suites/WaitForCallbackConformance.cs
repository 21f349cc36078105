namespace Durable.Testing.Conformance;

/// <summary>Waits for callbacks (durable-model 4.7).</summary>
public abstract class WaitForCallbackConformance<TFixture> : ConformanceSuite<TFixture>
    where TFixture : HostFixture, new()
{
    [Rule("4.7-WAIT-01")]
    public async Task It_is_a_callback_and_a_step_in_a_context()
    {
        var submitted = "";

        var (outcome, run) = await RecordTwiceAsync(
            context => context.WaitForCallbackAsync<string>(
                (id, _, _) =>
                {
                    submitted = id;
                    return Task.CompletedTask;
                },
                "ask"),
            [run => Client.SendCallbackSuccessAsync(run.CallbackId(), "yes").OrFail()]);

        Assert.Equal(("yes", run.CallbackId()), (outcome, submitted));
        run.AssertHistory("""
            ExecutionStarted input=null timeout=31622400s
            ContextStarted 1 WaitForCallback "ask"
            CallbackStarted 1-1 Callback "ask-callback" in 1 id
            StepStarted 1-2 Step "ask-submitter" in 1
            StepSucceeded 1-2 Step "ask-submitter" in 1 -> nothing (attempt 1)
            InvocationCompleted
            CallbackSucceeded 1-1 Callback "ask-callback" in 1 -> "yes"
            ContextSucceeded 1 WaitForCallback "ask" -> "yes"
            WaitStarted 2 Wait "pause" 30s ends+30s
            InvocationCompleted
            InvocationCompleted
            WaitSucceeded 2 Wait "pause" 30s
            InvocationCompleted
            ExecutionSucceeded -> 2
            """);
    }

    [Rule("4.7-WAIT-02 4.7-WAIT-04")]
    public async Task A_submitter_is_retried_and_ends_first_though_the_callback_is_completed_meanwhile()
    {
        var run = await RecordAsync(
            static context => context.WaitForCallbackAsync<int>(
                static (_, submit, _) => submit.AttemptNumber == 1 ? FailAsync<int>("no") : Task.CompletedTask,
                "ask",
                new WaitForCallbackConfig { RetryStrategy = Retry(2, 4).RetryStrategy }),
            run => Client.SendCallbackSuccessAsync(run.CallbackId(), 7).OrFail(),
            static run => run.PassAsync(4));

        run.AssertHistory("""
            ExecutionStarted input=null timeout=31622400s
            ContextStarted 1 WaitForCallback "ask"
            CallbackStarted 1-1 Callback "ask-callback" in 1 id
            StepStarted 1-2 Step "ask-submitter" in 1
            StepFailed 1-2 Step "ask-submitter" in 1 [System.TimeoutException: no, trace] (attempt 1, next in 4s)
            InvocationCompleted
            CallbackSucceeded 1-1 Callback "ask-callback" in 1 -> 7
            InvocationCompleted
            StepStarted 1-2 Step "ask-submitter" in 1
            StepSucceeded 1-2 Step "ask-submitter" in 1 -> nothing (attempt 2)
            ContextSucceeded 1 WaitForCallback "ask" -> 7
            InvocationCompleted
            ExecutionSucceeded -> 7
            """);
    }

    [Rule("4.7-WAIT-05")]
    public async Task A_callback_that_fails_fails_its_context()
    {
        var run = await RecordAsync(
            static context => DescribeAsync(() => context.WaitForCallbackAsync<int>(static (_, _, _) => Task.CompletedTask)),
            run => Client.SendCallbackFailureAsync(run.CallbackId(), new Model.ErrorObject { ErrorType = "Refused", ErrorMessage = "no" }).OrFail());

        run.AssertHistory("""
            ExecutionStarted input=null timeout=31622400s
            ContextStarted 1 WaitForCallback
            CallbackStarted 1-1 Callback in 1 id
            StepStarted 1-2 Step in 1
            StepSucceeded 1-2 Step in 1 -> nothing (attempt 1)
            InvocationCompleted
            CallbackFailed 1-1 Callback in 1 [Refused: no]
            ContextFailed 1 WaitForCallback [Refused: no, trace]
            InvocationCompleted
            ExecutionSucceeded -> "CallbackFailedException [Refused: no]"
            """);
    }
}
