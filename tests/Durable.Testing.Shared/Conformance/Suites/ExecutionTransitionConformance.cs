using Durable.Model;

namespace Durable.Testing.Conformance;

/// <summary>How executions begin and end (durable-model 1.5).</summary>
public abstract class ExecutionTransitionConformance<TFixture> : ConformanceSuite<TFixture>
    where TFixture : HostFixture, new()
{
    [Rule("1.5-EXECUTION-01 1.5-EXECUTION-03 6.1-EXECUTION-STARTED")]
    public async Task A_start_makes_it_run_and_a_return_makes_it_succeed()
    {
        ExecutionStatus? meanwhile = null;
        await Host.StartAsync(durable => durable.AddFunction<int[], int>(
            Function,
            static async (input, context) =>
            {
                await context.WaitAsync(TimeSpan.FromSeconds(1));
                return input[1];
            },
            static options => options.ExecutionTimeout = TimeSpan.FromMinutes(5)));
        var run = new ConformanceRun(Host, (await Client.StartAsync(Function, new[] { 3, 4 }, new StartOptions { Name = UniqueName() })).Id);

        await FinishAsync(run, async run =>
        {
            meanwhile = (await Client.DescribeAsync(run.Id)).Status;
            await run.PassAsync(1);
        });

        Assert.Equal(ExecutionStatus.Running, meanwhile);
        run.AssertHistory("""
            ExecutionStarted input=[3,4] timeout=300s
            WaitStarted 1 Wait 1s ends+1s
            InvocationCompleted
            WaitSucceeded 1 Wait 1s
            InvocationCompleted
            ExecutionSucceeded -> 4
            """);
        run.AssertSucceeded("4");
    }

    [Rule("1.5-EXECUTION-04 6.1-EXECUTION-FAILED")]
    public async Task A_function_that_throws_fails_it()
    {
        var run = await RecordAsync(static _ => FailAsync<int>("no"));

        run.AssertHistory("""
            ExecutionStarted input=null timeout=31622400s
            InvocationCompleted
            ExecutionFailed [System.TimeoutException: no, trace]
            """);
        run.AssertEnded(ExecutionStatus.Failed, "System.TimeoutException: no, trace");
    }

    [Rule("1.5-EXECUTION-05 6.1-EXECUTION-TIMED-OUT")]
    public async Task A_timeout_ends_it_and_what_was_open_stays_open()
    {
        await ServeAsync(static context => context.WaitAsync(TimeSpan.FromMinutes(1)), static options => options.ExecutionTimeout = TimeSpan.FromSeconds(30));

        var run = await RecordServedAsync(static run => run.PassAsync(30));

        run.AssertHistory("""
            ExecutionStarted input=null timeout=30s
            WaitStarted 1 Wait 60s ends+60s
            InvocationCompleted
            ExecutionTimedOut [?: Execution timed out after 30 seconds.]
            """);
        run.AssertEnded(ExecutionStatus.TimedOut, "?: Execution timed out after 30 seconds.");
        Assert.Equal(OperationStatus.Started, (await run.ReadOperationAsync("1")).Status);
    }

    [Rule("1.5-EXECUTION-06 6.1-EXECUTION-STOPPED")]
    public async Task A_stop_ends_it_with_the_error_of_the_caller()
    {
        var run = await RecordAsync(
            static context => context.WaitAsync(TimeSpan.FromMinutes(1)),
            static run => run.Host.Client.StopAsync(run.Id, new ErrorObject { ErrorType = "Bored", ErrorMessage = "enough" }).OrFail());

        run.AssertHistory("""
            ExecutionStarted input=null timeout=31622400s
            WaitStarted 1 Wait 60s ends+60s
            InvocationCompleted
            ExecutionStopped [Bored: enough]
            """);
        run.AssertEnded(ExecutionStatus.Stopped, "Bored: enough");
    }

    [Rule("1.5-EXECUTION-07")]
    public async Task A_stop_without_an_error_records_one_without_members()
    {
        var run = await RecordAsync(static context => context.WaitAsync(TimeSpan.FromMinutes(1)), static run => run.Host.Client.StopAsync(run.Id).OrFail());

        run.AssertHistory("""
            ExecutionStarted input=null timeout=31622400s
            WaitStarted 1 Wait 60s ends+60s
            InvocationCompleted
            ExecutionStopped [?: ?]
            """);
        run.AssertEnded(ExecutionStatus.Stopped, "?: ?");
    }

    [Rule("1.5-EXECUTION-08")]
    public async Task A_stop_of_an_ended_execution_changes_nothing()
    {
        var run = await RecordAsync(static _ => Task.FromResult(1));
        await run.PassAsync(10);

        var endedAt = await Client.StopAsync(run.Id, new ErrorObject { ErrorMessage = "late" }).OrFail();

        Assert.Equal(run.Description.EndedAt, endedAt);
        Assert.Equal((ExecutionStatus.Succeeded, "1"), ((await Client.DescribeAsync(run.Id)).Status, (await Client.DescribeAsync(run.Id)).Result));
        await run.WhenAsync(static _ => true);
        run.AssertHistory("""
            ExecutionStarted input=null timeout=31622400s
            InvocationCompleted
            ExecutionSucceeded -> 1
            """);
    }
}
