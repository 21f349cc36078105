using Durable.Model;

namespace Durable.Testing.Conformance;

/// <summary>The transitions of steps that functions can bring about (durable-model 1.5).</summary>
public abstract class StepTransitionConformance<TFixture> : ConformanceSuite<TFixture>
    where TFixture : HostFixture, new()
{
    [Rule("1.5-STEP-01 1.5-STEP-03 3.3-STEP-NONE 6.1-EXECUTION-STARTED 6.1-EXECUTION-SUCCEEDED 6.1-STEP-STARTED 6.1-STEP-SUCCEEDED 6.1-INVOCATION 6.2-ORDER-01 6.2-ORDER-04 6.2-EXAMPLE-01")]
    public async Task A_step_is_started_and_succeeds()
    {
        var start = Clock.GetUtcNow();

        var run = await RecordAsync(static context => context.StepAsync(static (_, _) => Task.FromResult("done"), "work"));

        run.AssertHistory("""
            ExecutionStarted input=null timeout=31622400s
            StepStarted 1 Step "work"
            StepSucceeded 1 Step "work" -> "done" (attempt 1)
            InvocationCompleted
            ExecutionSucceeded -> "done"
            """);
        var step = await run.ReadOperationAsync("1");
        Assert.Equal((OperationStatus.Succeeded, 1, "\"done\"", null), (step.Status, step.Step!.Attempt, step.Result, step.Error));
        Assert.Equal((start, true), (step.StartTimestamp, step.EndTimestamp >= start));
    }

    [Rule("1.5-STEP-02 1.5-STEP-03 1.5-STEP-08 3.3-STEP-READY 6.1-STEP-FAILED 6.2-EXAMPLE-03")]
    public async Task A_second_attempt_is_started_again_and_its_success_clears_the_error_of_the_first()
    {
        var start = Clock.GetUtcNow();

        var run = await RecordAsync(static context => context.StepAsync(
            static (step, _) => step.AttemptNumber == 1 ? FailAsync<int>("first") : Task.FromResult(step.AttemptNumber), "work", Retry(3, 4)));

        run.AssertHistory("""
            ExecutionStarted input=null timeout=31622400s
            StepStarted 1 Step "work"
            StepFailed 1 Step "work" [System.TimeoutException: first, trace] (attempt 1, next in 4s)
            InvocationCompleted
            StepStarted 1 Step "work"
            StepSucceeded 1 Step "work" -> 2 (attempt 2)
            InvocationCompleted
            ExecutionSucceeded -> 2
            """);
        var step = await run.ReadOperationAsync("1");
        Assert.Equal((OperationStatus.Succeeded, 2, "2", null), (step.Status, step.Step!.Attempt, step.Result, step.Error));
        Assert.Equal((start, start.AddSeconds(4), null), (step.StartTimestamp, step.EndTimestamp, step.Step!.NextAttemptTimestamp));
    }

    [Rule("1.5-STEP-04 6.1-STEP-FAILED")]
    public async Task A_step_that_is_not_retried_fails()
    {
        var run = await RecordAsync(static context => DescribeAsync(() => context.StepAsync(static (_, _) => FailAsync<int>("no"), "work", Once)));

        run.AssertHistory("""
            ExecutionStarted input=null timeout=31622400s
            StepStarted 1 Step "work"
            StepFailed 1 Step "work" [System.TimeoutException: no, trace] (attempt 1)
            InvocationCompleted
            ExecutionSucceeded -> "StepException [System.TimeoutException: no, trace]"
            """);
        var step = await run.ReadOperationAsync("1");
        Assert.Equal((OperationStatus.Failed, 1, null, "no"), (step.Status, step.Step!.Attempt, step.Result, step.Error!.ErrorMessage));
        Assert.NotNull(step.EndTimestamp);
    }

    [Rule("1.5-STEP-05 1.5-STEP-06 6.1-NONE")]
    public async Task A_retry_waits_for_its_time_and_its_coming_is_no_event()
    {
        Operation? pending = null;
        var start = Clock.GetUtcNow();

        var run = await RecordAsync(
            static context => DescribeAsync(() => context.StepAsync(
                static (step, _) => FailAsync<int>($"attempt {step.AttemptNumber}"), "work", Retry(2, 2.5))),
            async run =>
            {
                pending = await run.ReadOperationAsync("1");
                await run.PassAsync(3);
            });

        Assert.Equal((OperationStatus.Pending, 1, "attempt 1"), (pending!.Status, pending.Step!.Attempt, pending.Error!.ErrorMessage));
        Assert.Equal((start.AddSeconds(3), null), (pending.Step!.NextAttemptTimestamp, pending.EndTimestamp));
        run.AssertHistory("""
            ExecutionStarted input=null timeout=31622400s
            StepStarted 1 Step "work"
            StepFailed 1 Step "work" [System.TimeoutException: attempt 1, trace] (attempt 1, next in 3s)
            InvocationCompleted
            StepStarted 1 Step "work"
            StepFailed 1 Step "work" [System.TimeoutException: attempt 2, trace] (attempt 2)
            InvocationCompleted
            ExecutionSucceeded -> "StepException [System.TimeoutException: attempt 2, trace]"
            """);
    }

    [Rule("1.5-STEP-05 3.3-CONDITION-NONE 3.3-CONDITION-READY 6.1-STEP-SUCCEEDED")]
    public async Task A_retry_of_a_condition_keeps_its_payload_in_place_of_an_error()
    {
        Operation? pending = null;
        var config = new WaitForConditionConfig<int> { InitialState = 5, WaitStrategy = WaitStrategy.Fixed<int>(TimeSpan.FromSeconds(2), isDone: static state => state == 7) };

        var run = await RecordAsync(
            context => context.WaitForConditionAsync(static (state, _, _) => Task.FromResult(state + 1), config, "ready"),
            async run =>
            {
                pending = await run.ReadOperationAsync("1");
                await run.PassAsync(2);
            });

        Assert.Equal((OperationStatus.Pending, 1, "6", null), (pending!.Status, pending.Step!.Attempt, pending.Result, pending.Error));
        run.AssertHistory("""
            ExecutionStarted input=null timeout=31622400s
            StepStarted 1 WaitForCondition "ready"
            StepSucceeded 1 WaitForCondition "ready" -> 6 (attempt 1, next in 2s)
            InvocationCompleted
            StepStarted 1 WaitForCondition "ready"
            StepSucceeded 1 WaitForCondition "ready" -> 7 (attempt 2)
            InvocationCompleted
            ExecutionSucceeded -> 7
            """);
    }

    [Rule("1.5-STEP-07 3.3-STEP-STARTED 6.1-INVOCATION 6.2-ORDER-07 6.2-EXAMPLE-05")]
    public async Task A_step_whose_process_died_runs_again_without_another_start()
    {
        List<int> attempts = [];
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await ServeAsync(context => context.StepAsync(
            async (step, _) =>
            {
                attempts.Add(step.AttemptNumber);
                if (entered.TrySetResult())
                {
                    await new TaskCompletionSource().Task;
                }

                return "done";
            },
            "work"));
        var run = new ConformanceRun(Host, (await StartAsync()).Id);
        await entered.Task.OrFail();

        // A step that takes long gets a checkpoint of its own.
        await Clock.DriveAsync(run.WhenAsync(static history => history.Count(HistoryEventType.StepStarted) == 1), TimeSpan.FromSeconds(1));
        await run.RestartAsync();

        // That it runs again is in the log, but no event.
        await run.WhenAsync(static history => history.Count(HistoryEventType.ExecutionSucceeded) == 1);

        run.AssertHistory("""
            ExecutionStarted input=null timeout=31622400s
            StepStarted 1 Step "work"
            InvocationCompleted [Runtime.ExitError: The process that ran this invocation ended before the invocation did.]
            StepSucceeded 1 Step "work" -> "done" (attempt 1)
            InvocationCompleted
            ExecutionSucceeded -> "done"
            """);
        Assert.Equal([1, 1], attempts);
    }
}
