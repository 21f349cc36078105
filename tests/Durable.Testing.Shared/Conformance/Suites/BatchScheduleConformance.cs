using Durable.Model;

namespace Durable.Testing.Conformance;

/// <summary>Which branches of a map or parallel are under way (durable-model 4.4).</summary>
public abstract class BatchScheduleConformance<TFixture> : ConformanceSuite<TFixture>
    where TFixture : HostFixture, new()
{
    [Rule("4.4-SCHEDULE-01 4.4-SCHEDULE-02 4.4-SCHEDULE-04")]
    public async Task A_branch_that_waits_keeps_its_place_and_the_next_starts_when_it_has_ended()
    {
        var run = await RecordAsync(static async context => (await context.MapAsync(
            ["a", "b"],
            static async (branch, item, _, _, _) =>
            {
                await branch.WaitAsync(TimeSpan.FromSeconds(5));
                return item;
            },
            "letters",
            new MapConfig<string> { MaxConcurrency = 1 })).SuccessCount);

        run.AssertHistory("""
            ExecutionStarted input=null timeout=31622400s
            ContextStarted 1 Map "letters"
            ContextStarted 1-1 MapIteration "0" in 1
            WaitStarted 1-1-1 Wait in 1-1 5s ends+5s
            InvocationCompleted
            WaitSucceeded 1-1-1 Wait in 1-1 5s
            ContextSucceeded 1-1 MapIteration "0" in 1 -> "a"
            ContextStarted 1-2 MapIteration "1" in 1
            WaitStarted 1-2-1 Wait in 1-2 5s ends+5s
            InvocationCompleted
            WaitSucceeded 1-2-1 Wait in 1-2 5s
            ContextSucceeded 1-2 MapIteration "1" in 1 -> "b"
            ContextSucceeded 1 Map "letters" -> {"CompletionReason":"AllCompleted","Items":[{"Index":0,"Name":"0","Status":"Succeeded","Result":"\"a\""},{"Index":1,"Name":"1","Status":"Succeeded","Result":"\"b\""}]}
            InvocationCompleted
            ExecutionSucceeded -> 2
            """);
    }

    [Rule("4.4-SCHEDULE-02")]
    public async Task A_branch_that_waits_for_a_retry_or_a_callback_keeps_its_place()
    {
        var run = await RecordAsync(
            static async context => (await context.ParallelAsync<int>(
                [
                    static (branch, _) => branch.StepAsync(static (step, _) => step.AttemptNumber == 1 ? FailAsync<int>("no") : Task.FromResult(1), config: Retry(2, 3)),
                    static async (branch, _) =>
                    {
                        var callback = await branch.CreateCallbackAsync<int>("call");
                        var nap = branch.WaitAsync(TimeSpan.FromSeconds(9));
                        var result = await callback.GetResultAsync();
                        await nap;
                        return result;
                    },
                    static (_, _) => Task.FromResult(3),
                ],
                config: new ParallelConfig { MaxConcurrency = 1 })).SuccessCount,
            static run => run.PassAsync(3),
            static run => run.Host.Client.SendCallbackSuccessAsync(run.CallbackId("call"), 2).OrFail());

        run.AssertHistory("""
            ExecutionStarted input=null timeout=31622400s
            ContextStarted 1 Parallel
            ContextStarted 1-1 ParallelBranch "0" in 1
            StepStarted 1-1-1 Step in 1-1
            StepFailed 1-1-1 Step in 1-1 [System.TimeoutException: no, trace] (attempt 1, next in 3s)
            InvocationCompleted
            StepStarted 1-1-1 Step in 1-1
            StepSucceeded 1-1-1 Step in 1-1 -> 1 (attempt 2)
            ContextSucceeded 1-1 ParallelBranch "0" in 1 -> 1
            ContextStarted 1-2 ParallelBranch "1" in 1
            CallbackStarted 1-2-1 Callback "call" in 1-2 id
            WaitStarted 1-2-2 Wait in 1-2 9s ends+9s
            InvocationCompleted
            CallbackSucceeded 1-2-1 Callback "call" in 1-2 -> 2
            InvocationCompleted
            WaitSucceeded 1-2-2 Wait in 1-2 9s
            ContextSucceeded 1-2 ParallelBranch "1" in 1 -> 2
            ContextStarted 1-3 ParallelBranch "2" in 1
            ContextSucceeded 1-3 ParallelBranch "2" in 1 -> 3
            ContextSucceeded 1 Parallel -> {"CompletionReason":"AllCompleted","Items":[{"Index":0,"Name":"0","Status":"Succeeded","Result":"1"},{"Index":1,"Name":"1","Status":"Succeeded","Result":"2"},{"Index":2,"Name":"2","Status":"Succeeded","Result":"3"}]}
            InvocationCompleted
            ExecutionSucceeded -> 3
            """);
    }

    [Rule("4.4-SCHEDULE-03")]
    public async Task A_replay_begins_at_the_first_branch_and_what_had_ended_does_not_run_again()
    {
        List<int> bodies = [];

        var run = await RecordAsync(
            async context => (await context.MapAsync(
                [0, 1, 2],
                async (branch, item, _, _, _) =>
                {
                    lock (bodies)
                    {
                        bodies.Add(item);
                    }

                    if (item == 1)
                    {
                        await branch.WaitAsync(TimeSpan.FromSeconds(5));
                    }

                    return item;
                },
                "numbers",
                new MapConfig<int> { MaxConcurrency = 1 })).SuccessCount,
            static run => run.RestartAsync());

        Assert.Equal([0, 1, 1, 2], bodies);
        run.AssertHistory("""
            ExecutionStarted input=null timeout=31622400s
            ContextStarted 1 Map "numbers"
            ContextStarted 1-1 MapIteration "0" in 1
            ContextSucceeded 1-1 MapIteration "0" in 1 -> 0
            ContextStarted 1-2 MapIteration "1" in 1
            WaitStarted 1-2-1 Wait in 1-2 5s ends+5s
            InvocationCompleted
            InvocationCompleted
            WaitSucceeded 1-2-1 Wait in 1-2 5s
            ContextSucceeded 1-2 MapIteration "1" in 1 -> 1
            ContextStarted 1-3 MapIteration "2" in 1
            ContextSucceeded 1-3 MapIteration "2" in 1 -> 2
            ContextSucceeded 1 Map "numbers" -> {"CompletionReason":"AllCompleted","Items":[{"Index":0,"Name":"0","Status":"Succeeded","Result":"0"},{"Index":1,"Name":"1","Status":"Succeeded","Result":"1"},{"Index":2,"Name":"2","Status":"Succeeded","Result":"2"}]}
            InvocationCompleted
            ExecutionSucceeded -> 3
            """);
    }

    [Rule("4.4-SCHEDULE-04")]
    public async Task It_suspends_when_no_branch_runs_and_goes_on_with_the_earliest()
    {
        var run = await RecordAsync(
            static async context => (await context.MapAsync(
                [2, 1],
                static async (branch, seconds, _, _, _) =>
                {
                    await branch.WaitAsync(TimeSpan.FromSeconds(seconds));
                    return seconds;
                })).SuccessCount,
            static async run =>
            {
                // The end of the invocation is recorded behind the end of the branch, and needs no checkpoint of its own.
                await run.PassAsync(1);
                await run.WhenAsync(static history => history.Count(HistoryEventType.ContextSucceeded) == 1);
                await run.SettleAsync();
                await run.PassAsync(1);
            });

        run.AssertHistoryButForOrder(4, 6, """
            ExecutionStarted input=null timeout=31622400s
            ContextStarted 1 Map
            ContextStarted 1-1 MapIteration "0" in 1
            ContextStarted 1-2 MapIteration "1" in 1
            WaitStarted 1-1-1 Wait in 1-1 2s ends+2s
            WaitStarted 1-2-1 Wait in 1-2 1s ends+1s
            InvocationCompleted
            WaitSucceeded 1-2-1 Wait in 1-2 1s
            ContextSucceeded 1-2 MapIteration "1" in 1 -> 1
            InvocationCompleted
            WaitSucceeded 1-1-1 Wait in 1-1 2s
            ContextSucceeded 1-1 MapIteration "0" in 1 -> 2
            ContextSucceeded 1 Map -> {"CompletionReason":"AllCompleted","Items":[{"Index":0,"Name":"0","Status":"Succeeded","Result":"2"},{"Index":1,"Name":"1","Status":"Succeeded","Result":"1"}]}
            InvocationCompleted
            ExecutionSucceeded -> 2
            """);
    }

    [Rule("4.4-SCHEDULE-06")]
    public async Task What_ends_the_execution_in_a_branch_is_no_outcome_of_the_branch()
    {
        var run = await RecordAsync(static async context => (await context.MapAsync(
            [1], static (_, _, _, _, _) => Task.FromResult<Delegate>(static () => { }), config: new MapConfig<int> { CompletionConfig = CompletionConfig.AllCompleted() })).TotalCount);

        Assert.Equal((ExecutionStatus.Failed, typeof(PayloadSerializationException).FullName), (run.Description.Status, run.Description.Error!.ErrorType));
        Assert.Equal(
            [HistoryEventType.ExecutionStarted, HistoryEventType.ContextStarted, HistoryEventType.ContextStarted, HistoryEventType.InvocationCompleted, HistoryEventType.ExecutionFailed],
            run.History.Types);
    }
}
