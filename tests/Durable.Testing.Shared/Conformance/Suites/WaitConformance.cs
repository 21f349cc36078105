namespace Durable.Testing.Conformance;

/// <summary>Waits (durable-model 4.2).</summary>
public abstract class WaitConformance<TFixture> : ConformanceSuite<TFixture>
    where TFixture : HostFixture, new()
{
    [RuleTheory("4.2-WAIT-01")]
    [InlineData(1, 1)]
    [InlineData(1.001, 2)]
    [InlineData(59.5, 60)]
    public async Task A_duration_is_rounded_up_to_whole_seconds(double duration, int seconds)
    {
        var run = await RecordAsync(context => context.WaitAsync(TimeSpan.FromSeconds(duration)));

        run.AssertHistory($"""
            ExecutionStarted input=null timeout=31622400s
            WaitStarted 1 Wait {seconds}s ends+{seconds}s
            InvocationCompleted
            WaitSucceeded 1 Wait {seconds}s
            InvocationCompleted
            ExecutionSucceeded -> nothing
            """);
    }

    [RuleTheory("4.2-WAIT-02")]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(0.999)]
    [InlineData(31_622_400.001)]
    public async Task A_duration_out_of_range_is_refused_and_takes_no_id(double duration)
    {
        var run = await RecordAsync(async context =>
        {
            await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => context.WaitAsync(TimeSpan.FromSeconds(duration)));
            await context.WaitAsync(TimeSpan.FromSeconds(1));
        });

        run.AssertHistory("""
            ExecutionStarted input=null timeout=31622400s
            WaitStarted 1 Wait 1s ends+1s
            InvocationCompleted
            WaitSucceeded 1 Wait 1s
            InvocationCompleted
            ExecutionSucceeded -> nothing
            """);
    }

    [Rule("4.2-WAIT-03")]
    public async Task A_wait_goes_on_in_the_same_invocation_while_other_work_is_under_way()
    {
        var waited = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await ServeAsync(async context =>
        {
            var busy = context.StepAsync(async (_, _) => await waited.Task, "busy");
            await context.WaitAsync(TimeSpan.FromSeconds(5), "nap");
            waited.SetResult();
            await busy;
        });
        var run = new ConformanceRun(Host, (await StartAsync()).Id);
        await run.WhenAsync(static history => history.OpenWaits == 1);
        await run.PassAsync(5);
        await FinishAsync(run);

        run.AssertHistory("""
            ExecutionStarted input=null timeout=31622400s
            StepStarted 1 Step "busy"
            WaitStarted 2 Wait "nap" 5s ends+5s
            WaitSucceeded 2 Wait "nap" 5s
            StepSucceeded 1 Step "busy" -> nothing (attempt 1)
            InvocationCompleted
            ExecutionSucceeded -> nothing
            """);
    }

    [Rule("4.2-WAIT-04 3.3-WAIT-OVERDUE")]
    public async Task The_time_of_a_wait_runs_on_while_no_host_does()
    {
        DateTimeOffset? end = null;
        var start = Clock.GetUtcNow();

        var run = await RecordAsync(
            async context =>
            {
                await context.WaitAsync(TimeSpan.FromSeconds(30));
                end = Clock.GetUtcNow();
            },
            static async run =>
            {
                await run.Host.KillAsync();
                await run.PassAsync(40);
                await run.RestartAsync();
            });

        Assert.Equal(start.AddSeconds(40), end);
        run.AssertHistory("""
            ExecutionStarted input=null timeout=31622400s
            WaitStarted 1 Wait 30s ends+30s
            InvocationCompleted
            WaitSucceeded 1 Wait 30s
            InvocationCompleted
            ExecutionSucceeded -> nothing
            """);
    }
}
