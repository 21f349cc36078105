using Durable.Model;

namespace Durable.Testing.Conformance;

/// <summary>Chained invokes (durable-model 1.5, 3.3, 4.8, 6.1). Time stands still, so that nothing leaves memory unless a test says so.</summary>
public abstract class InvokeConformance<TFixture> : ConformanceSuite<TFixture>
    where TFixture : HostFixture, new()
{
    private const string Target = "target";

    [Rule("1.5-INVOKE-01 1.5-INVOKE-03 4.8-INVOKE-01 4.8-INVOKE-03 6.1-INVOKE")]
    public async Task The_result_of_the_target_ends_it_succeeded()
    {
        var run = await InvokeAsync(
            static durable => durable.AddFunction<int, int>(Target, static (input, _) => Task.FromResult(input + 1)),
            new InvokeConfig { TenantId = "acme" });

        run.AssertHistory("""
            ExecutionStarted input=null timeout=31622400s
            ChainedInvokeStarted 1 ChainedInvoke "call" input=41 FunctionName=target TenantId=acme arn ExecutedVersion=$LATEST
            InvocationCompleted
            ChainedInvokeSucceeded 1 ChainedInvoke "call" -> 42
            InvocationCompleted
            ExecutionSucceeded -> "42"
            """);
    }

    [Rule("1.5-INVOKE-02")]
    public async Task A_target_that_is_not_registered_fails_it()
    {
        var run = await InvokeAsync(static _ => { });

        run.AssertHistory("""
            ExecutionStarted input=null timeout=31622400s
            ChainedInvokeStarted 1 ChainedInvoke "call" input=41 FunctionName=target arn
            InvocationCompleted
            ChainedInvokeFailed 1 ChainedInvoke "call" [Durable.FunctionNotFoundException: Function 'target' is not registered. Registered: under-test.]
            InvocationCompleted
            ExecutionSucceeded -> "InvokeFailedException [Durable.FunctionNotFoundException: Function 'target' is not registered. Registered: under-test.]"
            """);
    }

    [Rule("1.5-INVOKE-04 4.8-INVOKE-03 6.1-INVOKE")]
    public async Task The_failure_of_the_target_ends_it_failed_with_its_error()
    {
        var run = await InvokeAsync(static durable => durable.AddFunction<int, int>(Target, static (_, _) => FailAsync<int>("no")));

        run.AssertHistory("""
            ExecutionStarted input=null timeout=31622400s
            ChainedInvokeStarted 1 ChainedInvoke "call" input=41 FunctionName=target arn ExecutedVersion=$LATEST
            InvocationCompleted
            ChainedInvokeFailed 1 ChainedInvoke "call" [System.TimeoutException: no, trace]
            InvocationCompleted
            ExecutionSucceeded -> "InvokeFailedException [System.TimeoutException: no, trace]"
            """);
    }

    [Rule("1.5-INVOKE-05 4.8-INVOKE-03 6.1-INVOKE")]
    public async Task A_target_that_times_out_ends_it_timed_out()
    {
        var run = await InvokeAsync(
            static durable => durable.AddFunction<int, int>(Target, static (_, context) => OpenAsync(context), static options => options.ExecutionTimeout = TimeSpan.FromSeconds(10)),
            act: (_, _) =>
            {
                Clock.Advance(TimeSpan.FromSeconds(10));
                return Task.CompletedTask;
            });

        run.AssertHistory("""
            ExecutionStarted input=null timeout=31622400s
            ChainedInvokeStarted 1 ChainedInvoke "call" input=41 FunctionName=target arn ExecutedVersion=$LATEST
            InvocationCompleted
            ChainedInvokeTimedOut 1 ChainedInvoke "call" [ChainedInvoke.Timeout: CHAINED_INVOKE timed out after 10 seconds.]
            InvocationCompleted
            ExecutionSucceeded -> "InvokeTimedOutException [ChainedInvoke.Timeout: CHAINED_INVOKE timed out after 10 seconds.]"
            """);
    }

    [Rule("1.5-INVOKE-06 4.8-INVOKE-03 6.1-INVOKE")]
    public async Task A_target_that_is_stopped_ends_it_stopped_with_the_error_of_the_stop()
    {
        var run = await InvokeAsync(
            static durable => durable.AddFunction<int, int>(Target, static (_, context) => OpenAsync(context)),
            act: (target, _) => Client.StopAsync(target, new ErrorObject { ErrorType = "Operator", ErrorMessage = "enough" }).OrFail());

        run.AssertHistory("""
            ExecutionStarted input=null timeout=31622400s
            ChainedInvokeStarted 1 ChainedInvoke "call" input=41 FunctionName=target arn ExecutedVersion=$LATEST
            InvocationCompleted
            ChainedInvokeStopped 1 ChainedInvoke "call" [Operator: enough]
            InvocationCompleted
            ExecutionSucceeded -> "InvokeStoppedException [Operator: enough]"
            """);
    }

    [Rule("4.8-INVOKE-02")]
    public async Task A_target_outlives_its_caller()
    {
        ExecutionId? outliving = null;
        var run = await InvokeAsync(
            static durable => durable.AddFunction<int, int>(Target, static (_, context) => OpenAsync(context)),
            act: async (target, caller) =>
            {
                outliving = target;
                await Client.StopAsync(caller, new ErrorObject { ErrorMessage = "enough" }).OrFail();
            });

        run.AssertHistory("""
            ExecutionStarted input=null timeout=31622400s
            ChainedInvokeStarted 1 ChainedInvoke "call" input=41 FunctionName=target arn ExecutedVersion=$LATEST
            InvocationCompleted
            ExecutionStopped [?: enough]
            """);
        Assert.Equal(ExecutionStatus.Running, (await Client.DescribeAsync(outliving!.Value)).Status);
        await CompleteAsync(outliving.Value);
        Assert.Equal(7, await Client.WaitForResultAsync<int>(outliving.Value).OrFail());
    }

    [RuleTheory("3.3-INVOKE-ALL")]
    [InlineData("result", "42")]
    [InlineData("error", "InvokeFailedException [System.TimeoutException: no, trace]")]
    public async Task What_it_has_come_to_is_the_same_on_replay(string kind, string outcome)
    {
        List<string> outcomes = [];
        await Host.StartAsync(durable =>
        {
            durable.AddFunction<int, int>(Target, (input, _) => kind == "result" ? Task.FromResult(input + 1) : FailAsync<int>("no"));
            durable.AddFunction<string?, int>(Function, async (_, context) =>
            {
                outcomes.Add(await DescribeAsync(() => context.InvokeAsync<int, int>(Target, 41, "call")));
                await OpenAsync(context);
                return outcomes.Count;
            });
        });
        var execution = await StartAsync();
        await Host.WhenHistoryAsync(execution.Id, static history => history.Count(HistoryEventType.CallbackStarted) == 1);

        await Host.RestartAsync();
        await CompleteAsync(execution.Id);

        Assert.Equal(2, await Client.WaitForResultAsync<int>(execution.Id).OrFail());
        Assert.Equal([outcome, outcome], outcomes);
        Assert.Single(await Host.WhenStartedAsync(Target));
    }

    [Rule("3.3-INVOKE-ALL")]
    public async Task One_that_is_open_goes_on_waiting()
    {
        var run = await InvokeAsync(
            static durable => durable.AddFunction<int, int>(Target, static (_, context) => OpenAsync(context)),
            act: async (target, _) =>
            {
                await Host.RestartAsync();
                await CompleteAsync(target);
            });

        Assert.Equal((1, 1), (run.History.Count(HistoryEventType.ChainedInvokeStarted), run.History.Count(HistoryEventType.ChainedInvokeSucceeded)));
        run.AssertSucceeded("\"7\"");
        Assert.Single(await Host.WhenStartedAsync(Target));
    }

    private static async Task<int> OpenAsync(IDurableContext context) => await (await context.CreateCallbackAsync<int>("open")).GetResultAsync();

    private async Task CompleteAsync(ExecutionId id)
    {
        var open = (await Client.ReadHistoryAsync(id)).Of(HistoryEventType.CallbackStarted)[^1].Details.CallbackId!;
        await Client.SendCallbackSuccessAsync(open, 7).OrFail();
    }

    // Runs a function that invokes the target and returns what that came to; something may happen once the target waits.
    private async Task<ConformanceRun> InvokeAsync(
        Action<DurableExecutionsBuilder> addTarget, InvokeConfig? config = null, Func<ExecutionId, ExecutionId, Task>? act = null)
    {
        await Host.StartAsync(durable =>
        {
            addTarget(durable);
            durable.AddFunction<string?, string>(Function, (_, context) => DescribeAsync(() => context.InvokeAsync<int, int>(Target, 41, "call", config)));
        });
        var execution = await StartAsync();
        if (act is not null)
        {
            var target = Assert.Single(await Host.WhenStartedAsync(Target).OrFail());
            await Host.WhenHistoryAsync(target, static history => history.Count(HistoryEventType.CallbackStarted) == 1);
            await Host.WhenIdleAsync().OrFail();
            await act(target, execution.Id);
        }

        var run = new ConformanceRun(Host, execution.Id);
        await run.WhenEndedAsync().OrFail();
        return run;
    }
}
