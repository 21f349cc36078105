using Durable.Model;

namespace Durable.Testing.Conformance;

/// <summary>What calls do that find their operation in the log (durable-model 3.3), where no other suite shows it.</summary>
public abstract class StoredOperationConformance<TFixture> : ConformanceSuite<TFixture>
    where TFixture : HostFixture, new()
{
    [RuleTheory("3.3-STEP-PENDING 3.3-STEP-READY")]
    [InlineData(0)]
    [InlineData(25)]
    public async Task A_step_that_waits_for_its_retry_goes_on_waiting_and_is_started_when_its_time_has_come(int secondsWithoutHost)
    {
        List<int> attempts = [];

        var run = await RecordAsync(
            context => context.StepAsync(
                (step, _) =>
                {
                    attempts.Add(step.AttemptNumber);
                    return step.AttemptNumber == 1 ? FailAsync<int>("no") : Task.FromResult(2);
                },
                "work",
                Retry(2, 20)),
            run => RestartAfterAsync(run, secondsWithoutHost));

        Assert.Equal([1, 2], attempts);
        run.AssertHistory($"""
            ExecutionStarted input=null timeout=31622400s
            StepStarted 1 Step "work"
            StepFailed 1 Step "work" [System.TimeoutException: no, trace] (attempt 1, next in 20s)
            InvocationCompleted{(secondsWithoutHost == 0 ? "\nInvocationCompleted" : "")}
            StepStarted 1 Step "work"
            StepSucceeded 1 Step "work" -> 2 (attempt 2)
            InvocationCompleted
            ExecutionSucceeded -> 2
            """);
    }

    [Rule("3.3-WAIT-STARTED 3.3-WAIT-SUCCEEDED")]
    public async Task A_wait_that_is_over_returns_and_one_that_is_not_goes_on_to_its_end()
    {
        var start = Clock.GetUtcNow();
        DateTimeOffset? end = null;

        var run = await RecordAsync(
            async context =>
            {
                await context.WaitAsync(TimeSpan.FromSeconds(10), "first");
                await context.WaitAsync(TimeSpan.FromSeconds(20), "second");
                end = Clock.GetUtcNow();
            },
            static run => run.PassAsync(10),
            run => RestartAfterAsync(run, 5));

        Assert.Equal(start.AddSeconds(30), end);
        run.AssertHistory("""
            ExecutionStarted input=null timeout=31622400s
            WaitStarted 1 Wait "first" 10s ends+10s
            InvocationCompleted
            WaitSucceeded 1 Wait "first" 10s
            WaitStarted 2 Wait "second" 20s ends+20s
            InvocationCompleted
            InvocationCompleted
            WaitSucceeded 2 Wait "second" 20s
            InvocationCompleted
            ExecutionSucceeded -> nothing
            """);
    }

    [Rule("3.3-CALLBACK-STARTED 3.3-CALLBACK-SUCCEEDED")]
    public async Task A_callback_that_is_open_goes_on_waiting_and_one_that_has_ended_answers()
    {
        var (outcome, run) = await RecordTwiceAsync(
            static async context =>
            {
                var callback = await context.CreateCallbackAsync<string>("call");
                var nap = context.WaitAsync(TimeSpan.FromSeconds(40), "nap");
                var result = await callback.GetResultAsync();
                await nap;
                return result;
            },
            [
                static run => RestartAfterAsync(run, 2),
                run => Client.SendCallbackSuccessAsync(run.CallbackId(), "yes").OrFail(),
            ]);

        Assert.Equal("yes", outcome);
        run.AssertHistory("""
            ExecutionStarted input=null timeout=31622400s
            CallbackStarted 1 Callback "call" id
            WaitStarted 2 Wait "nap" 40s ends+40s
            InvocationCompleted
            InvocationCompleted
            CallbackSucceeded 1 Callback "call" -> "yes"
            InvocationCompleted
            WaitSucceeded 2 Wait "nap" 40s
            WaitStarted 3 Wait "pause" 30s ends+30s
            InvocationCompleted
            InvocationCompleted
            WaitSucceeded 3 Wait "pause" 30s
            InvocationCompleted
            ExecutionSucceeded -> 2
            """);
    }

    [Rule("3.3-CONTEXT-STARTED")]
    public async Task The_body_of_a_context_that_had_not_ended_runs_again_over_what_it_had_recorded()
    {
        var bodies = 0;
        var steps = 0;

        var run = await RecordAsync(
            context => context.RunInChildContextAsync(
                async (child, _) =>
                {
                    bodies++;
                    var step = await child.StepAsync((_, _) => Task.FromResult(++steps));
                    await child.WaitAsync(TimeSpan.FromSeconds(10));
                    return step;
                },
                "outer"),
            static run => run.RestartAsync());

        Assert.Equal((2, 1), (bodies, steps));
        run.AssertHistory("""
            ExecutionStarted input=null timeout=31622400s
            ContextStarted 1 RunInChildContext "outer"
            StepStarted 1-1 Step in 1
            StepSucceeded 1-1 Step in 1 -> 1 (attempt 1)
            WaitStarted 1-2 Wait in 1 10s ends+10s
            InvocationCompleted
            InvocationCompleted
            WaitSucceeded 1-2 Wait in 1 10s
            ContextSucceeded 1 RunInChildContext "outer" -> 1
            InvocationCompleted
            ExecutionSucceeded -> 1
            """);
    }

    [Rule("3.3-CONDITION-STARTED")]
    public async Task A_poll_that_was_cut_off_runs_again_with_the_last_state_and_without_another_start()
    {
        List<(int State, int Attempt)> polls = [];
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await ServeAsync(context => context.WaitForConditionAsync(
            async (state, check, _) =>
            {
                polls.Add((state, check.AttemptNumber));
                if (check.AttemptNumber == 2 && entered.TrySetResult())
                {
                    await new TaskCompletionSource().Task;
                }

                return state + 1;
            },
            new WaitForConditionConfig<int> { InitialState = 5, WaitStrategy = WaitStrategy.Fixed<int>(TimeSpan.FromSeconds(2), isDone: static state => state == 7) },
            "grown"));
        var run = new ConformanceRun(Host, (await StartAsync()).Id);
        await run.WhenAtRestAsync();
        await run.PassAsync(2);
        await entered.Task.OrFail();
        await Clock.DriveAsync(run.WhenAsync(static history => history.Count(HistoryEventType.StepStarted) == 2), TimeSpan.FromSeconds(1));
        await run.RestartAsync();
        await FinishAsync(run);

        Assert.Equal([(5, 1), (6, 2), (6, 2)], polls);
        run.AssertHistory("""
            ExecutionStarted input=null timeout=31622400s
            StepStarted 1 WaitForCondition "grown"
            StepSucceeded 1 WaitForCondition "grown" -> 6 (attempt 1, next in 2s)
            InvocationCompleted
            StepStarted 1 WaitForCondition "grown"
            InvocationCompleted [Runtime.ExitError: The process that ran this invocation ended before the invocation did.]
            StepSucceeded 1 WaitForCondition "grown" -> 7 (attempt 2)
            InvocationCompleted
            ExecutionSucceeded -> 7
            """);
    }

    [Rule("3.3-CONDITION-PENDING 3.3-CONDITION-READY 3.3-CONDITION-SUCCEEDED")]
    public async Task A_condition_that_waits_for_its_next_poll_goes_on_waiting_and_a_met_one_answers()
    {
        List<int> states = [];
        var config = new WaitForConditionConfig<int> { InitialState = 5, WaitStrategy = WaitStrategy.Fixed<int>(TimeSpan.FromSeconds(20), isDone: static state => state == 7) };

        var (outcome, run) = await RecordTwiceAsync(
            context => context.WaitForConditionAsync(
                (state, _, _) =>
                {
                    states.Add(state);
                    return Task.FromResult(state + 1);
                },
                config),
            [run => RestartAfterAsync(run, 5)]);

        Assert.Equal("7", outcome);
        Assert.Equal([5, 6], states);
        run.AssertHistory("""
            ExecutionStarted input=null timeout=31622400s
            StepStarted 1 WaitForCondition
            StepSucceeded 1 WaitForCondition -> 6 (attempt 1, next in 20s)
            InvocationCompleted
            InvocationCompleted
            StepStarted 1 WaitForCondition
            StepSucceeded 1 WaitForCondition -> 7 (attempt 2)
            WaitStarted 2 Wait "pause" 30s ends+30s
            InvocationCompleted
            InvocationCompleted
            WaitSucceeded 2 Wait "pause" 30s
            InvocationCompleted
            ExecutionSucceeded -> 2
            """);
    }

    private static async Task RestartAfterAsync(ConformanceRun run, double seconds)
    {
        await run.Host.KillAsync();
        await run.PassAsync(seconds);
        await run.RestartAsync();
    }
}
