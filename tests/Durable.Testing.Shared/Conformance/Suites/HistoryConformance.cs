using Durable.Model;

namespace Durable.Testing.Conformance;

/// <summary>The event history (durable-model 6), where no other suite shows it.</summary>
public abstract class HistoryConformance<TFixture> : ConformanceSuite<TFixture>
    where TFixture : HostFixture, new()
{
    [Rule("6.1-DATA")]
    public async Task Without_data_payloads_and_errors_are_left_out_and_marked()
    {
        var run = await RecordAsync(static async context =>
        {
            await context.StepAsync(static (_, _) => Task.FromResult(1), "good");
            await context.StepAsync(static (_, _) => Task.CompletedTask, "empty");
            await DescribeAsync(() => context.StepAsync(static (_, _) => FailAsync<int>("no"), "bad", Once));
            return "done";
        });

        var page = await Client.GetHistoryAsync(run.Id, new HistoryQuery { IncludeExecutionData = false });

        Assert.Equal(
            [
                "ExecutionStarted input=[left out] timeout=31622400s",
                "StepStarted 1 Step \"good\"",
                "StepSucceeded 1 Step \"good\" -> [left out] (attempt 1)",
                "StepStarted 2 Step \"empty\"",
                "StepSucceeded 2 Step \"empty\" -> nothing (attempt 1)",
                "StepStarted 3 Step \"bad\"",
                "StepFailed 3 Step \"bad\" [error left out] (attempt 1)",
                "InvocationCompleted",
                "ExecutionSucceeded -> [left out]",
            ],
            page.Events.Select(HistoryText.Of));
        Assert.Equal(Enumerable.Range(1, 9), page.Events.Select(static item => (int)item.EventId));
    }

    [Rule("6.2-ORDER-02")]
    public async Task Waits_that_are_over_at_once_end_in_the_order_they_were_due_and_then_of_their_start()
    {
        var run = await RecordAsync(
            static context => Task.WhenAll(
                context.WaitAsync(TimeSpan.FromSeconds(3), "c"),
                context.WaitAsync(TimeSpan.FromSeconds(1), "a"),
                context.WaitAsync(TimeSpan.FromSeconds(2), "b1"),
                context.WaitAsync(TimeSpan.FromSeconds(2), "b2")),
            static async run =>
            {
                await run.Host.KillAsync();
                await run.PassAsync(3);
                await run.RestartAsync();
            });

        run.AssertHistory("""
            ExecutionStarted input=null timeout=31622400s
            WaitStarted 1 Wait "c" 3s ends+3s
            WaitStarted 2 Wait "a" 1s ends+1s
            WaitStarted 3 Wait "b1" 2s ends+2s
            WaitStarted 4 Wait "b2" 2s ends+2s
            InvocationCompleted
            WaitSucceeded 2 Wait "a" 1s
            WaitSucceeded 3 Wait "b1" 2s
            WaitSucceeded 4 Wait "b2" 2s
            WaitSucceeded 1 Wait "c" 3s
            InvocationCompleted
            ExecutionSucceeded -> nothing
            """);
    }

    [Rule("6.2-ORDER-06")]
    public async Task Whoever_is_told_the_result_finds_the_end_in_history()
    {
        await ServeAsync(static context => context.StepAsync(static (_, _) => Task.FromResult(1)));
        var execution = await StartAsync();

        await execution.WithResult<int>().WaitForResultAsync().OrFail();

        Assert.Equal(HistoryEventType.ExecutionSucceeded, (await Client.ReadHistoryAsync(execution.Id)).Types[^1]);
    }

    [Rule("6.2-EXAMPLE-04")]
    public async Task A_map_of_two_one_at_a_time()
    {
        var run = await RecordAsync(static async context => (await context.MapAsync(
            [1, 2], static (branch, item, _, _, _) => branch.StepAsync((_, _) => Task.FromResult(item)), config: new MapConfig<int> { MaxConcurrency = 1 })).SuccessCount);

        run.AssertHistory("""
            ExecutionStarted input=null timeout=31622400s
            ContextStarted 1 Map
            ContextStarted 1-1 MapIteration "0" in 1
            StepStarted 1-1-1 Step in 1-1
            StepSucceeded 1-1-1 Step in 1-1 -> 1 (attempt 1)
            ContextSucceeded 1-1 MapIteration "0" in 1 -> 1
            ContextStarted 1-2 MapIteration "1" in 1
            StepStarted 1-2-1 Step in 1-2
            StepSucceeded 1-2-1 Step in 1-2 -> 2 (attempt 1)
            ContextSucceeded 1-2 MapIteration "1" in 1 -> 2
            ContextSucceeded 1 Map -> {"CompletionReason":"AllCompleted","Items":[{"Index":0,"Name":"0","Status":"Succeeded","Result":"1"},{"Index":1,"Name":"1","Status":"Succeeded","Result":"2"}]}
            InvocationCompleted
            ExecutionSucceeded -> 2
            """);
    }
}
