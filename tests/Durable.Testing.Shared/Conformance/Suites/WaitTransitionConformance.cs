using Durable.Model;

namespace Durable.Testing.Conformance;

/// <summary>The transitions of waits that functions can bring about (durable-model 1.5).</summary>
public abstract class WaitTransitionConformance<TFixture> : ConformanceSuite<TFixture>
    where TFixture : HostFixture, new()
{
    [Rule("1.5-WAIT-01 1.5-WAIT-02 3.3-WAIT-NONE 6.1-WAIT 6.2-ORDER-03 6.2-EXAMPLE-02")]
    public async Task A_wait_is_started_and_succeeds_when_its_time_has_come()
    {
        Operation? open = null;
        var start = Clock.GetUtcNow();

        var run = await RecordAsync(
            static context => context.WaitAsync(TimeSpan.FromSeconds(2), "nap"),
            async run =>
            {
                open = await run.ReadOperationAsync("1");
                await run.PassAsync(2);
            });

        Assert.Equal((OperationStatus.Started, start, start.AddSeconds(2), null), (open!.Status, open.StartTimestamp, open.Wait!.ScheduledEndTimestamp, open.EndTimestamp));
        run.AssertHistory("""
            ExecutionStarted input=null timeout=31622400s
            WaitStarted 1 Wait "nap" 2s ends+2s
            InvocationCompleted
            WaitSucceeded 1 Wait "nap" 2s
            InvocationCompleted
            ExecutionSucceeded -> nothing
            """);
        var wait = await run.ReadOperationAsync("1");
        Assert.Equal((OperationStatus.Succeeded, start.AddSeconds(2)), (wait.Status, wait.EndTimestamp));
    }
}
