using Durable.Model;

namespace Durable.Testing.Conformance;

/// <summary>Steps (durable-model 4.1).</summary>
public abstract class StepConformance<TFixture> : ConformanceSuite<TFixture>
    where TFixture : HostFixture, new()
{
    [Rule("4.1-STEP-01")]
    public async Task A_start_that_nobody_waits_for_rides_with_the_end_of_its_attempt()
    {
        var writes = -1L;

        var run = await RecordAsync(context => context.StepAsync((_, _) =>
        {
            writes = Host.Store.Writes;
            return Task.FromResult(1);
        }));

        // The start of the execution; then all the rest.
        Assert.Equal((1, 2), (writes, Host.Store.Writes));
        run.AssertHistory("""
            ExecutionStarted input=null timeout=31622400s
            StepStarted 1 Step
            StepSucceeded 1 Step -> 1 (attempt 1)
            InvocationCompleted
            ExecutionSucceeded -> 1
            """);
    }

    [Rule("4.1-STEP-02")]
    public async Task An_at_most_once_start_is_recorded_before_the_body_runs()
    {
        IReadOnlyList<HistoryEventType>? before = null;

        var run = await RecordAsync(context => context.StepAsync(
            async (_, _) =>
            {
                before = (await Client.ReadHistoryAsync(context.ExecutionContext.ExecutionId)).Types;
                return 1;
            },
            config: new StepConfig { Semantics = StepSemantics.AtMostOncePerRetry }));

        Assert.Equal([HistoryEventType.ExecutionStarted, HistoryEventType.StepStarted], before);
        run.AssertHistory("""
            ExecutionStarted input=null timeout=31622400s
            StepStarted 1 Step
            StepSucceeded 1 Step -> 1 (attempt 1)
            InvocationCompleted
            ExecutionSucceeded -> 1
            """);
    }

    [RuleTheory("4.1-STEP-03 3.3-STEP-STARTED-ONCE")]
    [InlineData(1)]
    [InlineData(2)]
    public async Task An_interrupted_at_most_once_attempt_has_failed_and_the_strategy_decides(int attempts)
    {
        List<int> bodies = [];
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await ServeAsync(context => DescribeAsync(() => context.StepAsync(
            async (step, _) =>
            {
                bodies.Add(step.AttemptNumber);
                if (entered.TrySetResult())
                {
                    await new TaskCompletionSource().Task;
                }

                return "done";
            },
            "risky",
            Retry(attempts, 3) with { Semantics = StepSemantics.AtMostOncePerRetry })));
        var run = new ConformanceRun(Host, (await StartAsync()).Id);
        await entered.Task.OrFail();
        await run.RestartAsync();
        await FinishAsync(run);

        const string Interrupted = "StepInterruptedError: Attempt 1 of the at-most-once step '1' was interrupted: its process ended before the outcome was recorded.";
        run.AssertHistory(attempts == 1
            ? $"""
                ExecutionStarted input=null timeout=31622400s
                StepStarted 1 Step "risky"
                InvocationCompleted [Runtime.ExitError: The process that ran this invocation ended before the invocation did.]
                StepFailed 1 Step "risky" [{Interrupted}] (attempt 1)
                InvocationCompleted
                ExecutionSucceeded -> "StepInterruptedException [{Interrupted}]"
                """
            : $"""
                ExecutionStarted input=null timeout=31622400s
                StepStarted 1 Step "risky"
                InvocationCompleted [Runtime.ExitError: The process that ran this invocation ended before the invocation did.]
                StepFailed 1 Step "risky" [{Interrupted}] (attempt 1, next in 3s)
                InvocationCompleted
                StepStarted 1 Step "risky"
                StepSucceeded 1 Step "risky" -> "done" (attempt 2)
                InvocationCompleted
                ExecutionSucceeded -> "done"
                """);
        Assert.Equal(Enumerable.Range(1, attempts), bodies);
    }

    [Rule("4.1-STEP-04 3.3-STEP-SUCCEEDED")]
    public async Task The_result_is_what_a_replay_will_read()
    {
        var (outcome, run) = await RecordTwiceAsync(async context =>
        {
            var result = await context.StepAsync((_, _) => Task.FromResult(new Leaky { Kept = 1, Lost = 2 }));
            return $"{result.Kept} {result.Lost}";
        });

        Assert.Equal("1 0", outcome);
        run.AssertHistory("""
            ExecutionStarted input=null timeout=31622400s
            StepStarted 1 Step
            StepSucceeded 1 Step -> {"kept":1} (attempt 1)
            WaitStarted 2 Wait "pause" 30s ends+30s
            InvocationCompleted
            InvocationCompleted
            WaitSucceeded 2 Wait "pause" 30s
            InvocationCompleted
            ExecutionSucceeded -> 2
            """);
    }

    [RuleTheory("4.1-STEP-05")]
    [InlineData(0, 1)]
    [InlineData(0.4, 1)]
    [InlineData(1.001, 2)]
    [InlineData(7, 7)]
    public async Task A_delay_is_rounded_up_to_whole_seconds_of_at_least_one(double delay, int seconds)
    {
        var run = await RecordAsync(context => context.StepAsync(
            static (step, _) => step.AttemptNumber == 1 ? FailAsync<int>("no") : Task.FromResult(1), config: Retry(2, delay)));

        run.AssertHistory($"""
            ExecutionStarted input=null timeout=31622400s
            StepStarted 1 Step
            StepFailed 1 Step [System.TimeoutException: no, trace] (attempt 1, next in {seconds}s)
            InvocationCompleted
            StepStarted 1 Step
            StepSucceeded 1 Step -> 1 (attempt 2)
            InvocationCompleted
            ExecutionSucceeded -> 1
            """);
    }

    [Rule("4.1-STEP-06 6.2-ORDER-05")]
    public async Task A_step_that_is_cancelled_with_its_execution_has_not_failed()
    {
        var asked = 0;
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var strategy = RetryStrategy.FromDelegate((_, _) =>
        {
            asked++;
            return RetryDecision.DoNotRetry();
        });
        await ServeAsync(context => context.StepAsync(
            async (_, token) =>
            {
                entered.SetResult();
                try
                {
                    return await new TaskCompletionSource<int>().Task.WaitAsync(token);
                }
                finally
                {
                    cancelled.SetResult();
                }
            },
            config: new StepConfig { RetryStrategy = strategy, Semantics = StepSemantics.AtMostOncePerRetry }));
        var run = new ConformanceRun(Host, (await StartAsync()).Id);
        await entered.Task.OrFail();

        await Client.StopAsync(run.Id).OrFail();
        await cancelled.Task.OrFail();
        await FinishAsync(run);

        run.AssertHistory("""
            ExecutionStarted input=null timeout=31622400s
            StepStarted 1 Step
            ExecutionStopped [?: ?]
            InvocationCompleted
            """);
        Assert.Equal(0, asked);
    }

    [Rule("4.1-STEP-07")]
    public async Task A_retry_runs_in_the_same_invocation_while_other_work_is_under_way()
    {
        var bothStarted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var retried = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await ServeAsync(async context =>
        {
            var flaky = context.StepAsync(
                async (step, _) =>
                {
                    await bothStarted.Task;
                    return step.AttemptNumber == 1 ? await FailAsync<int>("no") : step.AttemptNumber;
                },
                "flaky",
                Retry(2, 1));
            var busy = context.StepAsync(async (_, _) => await retried.Task, "busy");
            var result = await flaky;
            retried.SetResult();
            await busy;
            return result;
        });
        var run = new ConformanceRun(Host, (await StartAsync()).Id);
        await Clock.DriveAsync(run.WhenAsync(static history => history.Count(HistoryEventType.StepStarted) == 2), TimeSpan.FromSeconds(1));
        bothStarted.SetResult();
        await Clock.DriveAsync(run.WhenAsync(static history => history.Count(HistoryEventType.StepSucceeded) == 2), TimeSpan.FromSeconds(1));
        await FinishAsync(run);

        run.AssertHistory("""
            ExecutionStarted input=null timeout=31622400s
            StepStarted 1 Step "flaky"
            StepStarted 2 Step "busy"
            StepFailed 1 Step "flaky" [System.TimeoutException: no, trace] (attempt 1, next in 1s)
            StepStarted 1 Step "flaky"
            StepSucceeded 1 Step "flaky" -> 2 (attempt 2)
            StepSucceeded 2 Step "busy" -> nothing (attempt 1)
            InvocationCompleted
            ExecutionSucceeded -> 2
            """);
    }

    [Rule("4.1-RETRY-01 4.1-RETRY-03")]
    public async Task Delays_grow_by_their_rate_up_to_their_limit_and_attempts_count_the_first()
    {
        var strategy = RetryStrategy.Exponential(5, TimeSpan.FromSeconds(1.5), TimeSpan.FromSeconds(5), 2, JitterStrategy.None);

        var run = await RecordAsync(context => DescribeAsync(() => context.StepAsync(
            static (step, _) => FailAsync<int>($"{step.AttemptNumber}"), config: new StepConfig { RetryStrategy = strategy })));

        run.AssertHistory("""
            ExecutionStarted input=null timeout=31622400s
            StepStarted 1 Step
            StepFailed 1 Step [System.TimeoutException: 1, trace] (attempt 1, next in 2s)
            InvocationCompleted
            StepStarted 1 Step
            StepFailed 1 Step [System.TimeoutException: 2, trace] (attempt 2, next in 3s)
            InvocationCompleted
            StepStarted 1 Step
            StepFailed 1 Step [System.TimeoutException: 3, trace] (attempt 3, next in 5s)
            InvocationCompleted
            StepStarted 1 Step
            StepFailed 1 Step [System.TimeoutException: 4, trace] (attempt 4, next in 5s)
            InvocationCompleted
            StepStarted 1 Step
            StepFailed 1 Step [System.TimeoutException: 5, trace] (attempt 5)
            InvocationCompleted
            ExecutionSucceeded -> "StepException [System.TimeoutException: 5, trace]"
            """);
    }

    [RuleTheory("4.1-RETRY-05")]
    [InlineData("late", false)]
    [InlineData("throttled by peer", true)]
    public async Task Only_what_a_filter_names_is_retried(string message, bool isRetried)
    {
        var strategy = RetryStrategy.Exponential(
            2, TimeSpan.FromSeconds(1), jitter: JitterStrategy.None, retryableExceptions: [typeof(IOException)], retryableMessagePatterns: ["^throttled"]);

        var run = await RecordAsync(context => DescribeAsync(() => context.StepAsync(
            (_, _) => FailAsync<int>(message), config: new StepConfig { RetryStrategy = strategy })));

        var error = $"[System.TimeoutException: {message}, trace]";
        run.AssertHistory(isRetried
            ? $"""
                ExecutionStarted input=null timeout=31622400s
                StepStarted 1 Step
                StepFailed 1 Step {error} (attempt 1, next in 1s)
                InvocationCompleted
                StepStarted 1 Step
                StepFailed 1 Step {error} (attempt 2)
                InvocationCompleted
                ExecutionSucceeded -> "StepException {error}"
                """
            : $"""
                ExecutionStarted input=null timeout=31622400s
                StepStarted 1 Step
                StepFailed 1 Step {error} (attempt 1)
                InvocationCompleted
                ExecutionSucceeded -> "StepException {error}"
                """);
    }
}
