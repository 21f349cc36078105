using System.Collections.Concurrent;

namespace Durable.Testing.Conformance;

/// <summary>A batch that is over before its branches are (durable-model 4.4, 2.10).</summary>
public abstract class EarlyCompletionConformance<TFixture> : ConformanceSuite<TFixture>
    where TFixture : HostFixture, new()
{
    private static readonly ParallelConfig s_first = new() { CompletionConfig = CompletionConfig.FirstSuccessful() };

    [Rule("4.4-EARLY-01 4.4-EARLY-02 4.4-EARLY-03 4.4-SCHEDULE-05")]
    public async Task Branches_that_are_not_needed_any_more_are_cancelled_and_write_nothing()
    {
        ConcurrentQueue<string> seen = [];
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        var (outcome, run) = await RecordTwiceAsync(async context =>
        {
            var result = await context.ParallelAsync<int>(
                [
                    async (branch, token) =>
                    {
                        seen.Enqueue("begins");
                        try
                        {
                            await branch.WaitAsync(TimeSpan.FromSeconds(20));
                        }
                        catch (OperationCanceledException)
                        {
                            seen.Enqueue($"cancelled {token.IsCancellationRequested} {branch.CancellationToken.IsCancellationRequested}");
                        }

                        try
                        {
                            await branch.StepAsync((_, _) =>
                            {
                                seen.Enqueue("orphan ran");
                                return Task.FromResult(1);
                            });
                        }
                        catch (OperationCanceledException)
                        {
                            seen.Enqueue("refused");
                        }

                        ended.TrySetResult();
                        return 1;
                    },
                    static async (branch, _) =>
                    {
                        await branch.WaitAsync(TimeSpan.FromSeconds(1));
                        return 2;
                    },
                    static (_, _) => Task.FromResult(3),
                ],
                "race",
                s_first with { MaxConcurrency = 2 });

            // It may have turns of its own.
            await context.StepAsync(async (_, _) => await ended.Task, "orphan has ended");
            await context.WaitAsync(TimeSpan.FromSeconds(1), "until all is quiet");
            return $"{result.CompletionReason} {string.Join(' ', result.All.Select(static item => $"{item.Index}{item.Status}{item.Result}"))} {context.CancellationToken.IsCancellationRequested}";
        }, begin: static async run =>
        {
            await run.WhenAtRestAsync();
            await run.PassAsync(1);
            await run.WhenAsync(static history => history.Named("until all is quiet").Count == 1);
            await run.SettleAsync();
            await run.PassAsync(1);
        });

        Assert.Equal("MinSuccessfulReached 0Started0 1Succeeded2 False", outcome);
        Assert.Equal(["begins", "cancelled True True", "refused"], seen);
        run.AssertHistoryButForOrder(4, 6, """
            ExecutionStarted input=null timeout=31622400s
            ContextStarted 1 Parallel "race"
            ContextStarted 1-1 ParallelBranch "0" in 1
            ContextStarted 1-2 ParallelBranch "1" in 1
            WaitStarted 1-1-1 Wait in 1-1 20s ends+20s
            WaitStarted 1-2-1 Wait in 1-2 1s ends+1s
            InvocationCompleted
            WaitSucceeded 1-2-1 Wait in 1-2 1s
            ContextSucceeded 1-2 ParallelBranch "1" in 1 -> 2
            ContextSucceeded 1 Parallel "race" -> {"CompletionReason":"MinSuccessfulReached","Items":[{"Index":0,"Name":"0","Status":"Started"},{"Index":1,"Name":"1","Status":"Succeeded","Result":"2"}]}
            StepStarted 2 Step "orphan has ended"
            StepSucceeded 2 Step "orphan has ended" -> nothing (attempt 1)
            WaitStarted 3 Wait "until all is quiet" 1s ends+1s
            InvocationCompleted
            WaitSucceeded 3 Wait "until all is quiet" 1s
            WaitStarted 4 Wait "pause" 30s ends+30s
            InvocationCompleted
            InvocationCompleted
            WaitSucceeded 1-1-1 Wait in 1-1 20s
            WaitSucceeded 4 Wait "pause" 30s
            InvocationCompleted
            ExecutionSucceeded -> 2
            """);
    }

    [Rule("4.4-EARLY-01 4.4-EARLY-02")]
    public async Task A_failure_that_is_not_tolerated_cancels_the_other_branches()
    {
        var cancelled = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        await ServeAsync(async context =>
        {
            var result = await context.MapAsync(
                ["stuck", "bad"],
                async (branch, item, _, _, token) =>
                {
                    if (item == "bad")
                    {
                        await begun.Task;
                        await branch.WaitAsync(TimeSpan.FromSeconds(1));
                        return await FailAsync<int>("no");
                    }

                    return await branch.StepAsync(
                        async (_, stepToken) =>
                        {
                            begun.SetResult();
                            try
                            {
                                return await new TaskCompletionSource<int>().Task.WaitAsync(stepToken);
                            }
                            finally
                            {
                                cancelled.SetResult(token.IsCancellationRequested);
                            }
                        },
                        "never ends",
                        new StepConfig { Semantics = StepSemantics.AtMostOncePerRetry });
                },
                "pair");
            var isCancelled = await context.StepAsync(async (_, _) => await cancelled.Task);
            return $"{isCancelled} {result.CompletionReason} {string.Join(' ', result.All.Select(static item => $"{item.Index}{item.Status}{item.Error?.Message}"))}";
        });
        var run = new ConformanceRun(Host, (await StartAsync()).Id);
        await run.WhenAsync(static history => history.OpenWaits == 1);
        await run.PassAsync(1);
        await FinishAsync(run);

        run.AssertHistoryButForOrder(3, 6, """
            ExecutionStarted input=null timeout=31622400s
            ContextStarted 1 Map "pair"
            ContextStarted 1-1 MapIteration "0" in 1
            ContextStarted 1-2 MapIteration "1" in 1
            StepStarted 1-1-1 Step "never ends" in 1-1
            WaitStarted 1-2-1 Wait in 1-2 1s ends+1s
            WaitSucceeded 1-2-1 Wait in 1-2 1s
            ContextFailed 1-2 MapIteration "1" in 1 [System.TimeoutException: no, trace]
            ContextSucceeded 1 Map "pair" -> {"CompletionReason":"FailureToleranceExceeded","Items":[{"Index":0,"Name":"0","Status":"Started"},{"Index":1,"Name":"1","Status":"Failed","Error":{"ErrorMessage":"no","ErrorType":"System.TimeoutException","StackTrace":"trace"}}]}
            StepStarted 2 Step
            StepSucceeded 2 Step -> true (attempt 1)
            InvocationCompleted
            ExecutionSucceeded -> "True FailureToleranceExceeded 0Started 1Failedno"
            """);
    }
}
