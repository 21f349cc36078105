using Durable.Model;

namespace Durable.Testing.Conformance;

/// <summary>What is thrown for every failure of every operation (durable-model 4.10): the same on first run and on replay.</summary>
public abstract class ErrorConformance<TFixture> : ConformanceSuite<TFixture>
    where TFixture : HostFixture, new()
{
    private static readonly ChildContextConfig s_flat = new() { NestingType = NestingType.Flat };

    /// <summary>The failure, and what its exception shows: type, error type, message, data, whether there is a trace, and what the type adds.</summary>
    public static TheoryData<string, string> Failures => new()
    {
        { "step", "StepException [Durable.Testing.Conformance.OwnException: own, trace]" },
        { "step without message", "StepException [System.Exception: Exception of type 'System.Exception' was thrown., trace]" },
        { "step after retries", "StepException [System.TimeoutException: attempt 2, trace]" },
        { "step that throws a step's error", "StepException [T: inner, trace]" },
        { "step with a long error", "StepException [System.TimeoutException: long 30000, trace]" },
        { "step cancelled by itself", "StepException [System.Threading.Tasks.TaskCanceledException: A task was canceled., trace]" },
        { "child", "ChildContextException [System.TimeoutException: no, trace], RunInChildContext" },
        { "child with a sub-type", "ChildContextException [System.TimeoutException: no, trace], Saga" },
        { "child of a step", "ChildContextException [System.TimeoutException: no, trace], RunInChildContext" },
        { "child of a child", "ChildContextException [System.TimeoutException: no, trace], RunInChildContext" },
        { "flat child", "ChildContextException [System.TimeoutException: no, trace], RunInChildContext" },
        { "flat child of a step", "ChildContextException [System.TimeoutException: no, trace], RunInChildContext" },
        { "map", "ChildContextException [System.TimeoutException: no, trace], MapIteration" },
        { "map of a step", "ChildContextException [System.TimeoutException: no, trace], MapIteration" },
        { "flat map", "ChildContextException [System.TimeoutException: no, trace], MapIteration" },
        { "large map", "ChildContextException [System.TimeoutException: no, trace], MapIteration" },
        { "large flat map", "ChildContextException [System.TimeoutException: no, trace], MapIteration" },
        { "parallel", "ChildContextException [System.TimeoutException: no, trace], ParallelBranch" },
        { "flat parallel", "ChildContextException [System.TimeoutException: no, trace], ParallelBranch" },
        { "map in a map", "ChildContextException [System.TimeoutException: no, trace], MapIteration" },
        { "condition check", "StepException [System.TimeoutException: no, trace]" },
        { "condition strategy", "StepException [System.TimeoutException: strategy, trace]" },
        { "condition used up", "WaitForConditionException [WaitForConditionError: The condition was not met after 1 poll., data 1], 1 after 1" },
        { "child of a condition used up", "ChildContextException [WaitForConditionError: The condition was not met after 1 poll., data 1, trace], RunInChildContext" },
    };

    [RuleTheory("4.10-ERROR-01 4.10-ERROR-02 3.3-STEP-FAILED 3.3-CONTEXT-FAILED 3.3-CONDITION-FAILED")]
    [MemberData(nameof(Failures))]
    public async Task What_an_operation_throws_is_the_same_on_first_run_and_on_replay(string failure, string expected)
    {
        var (outcome, _) = await RecordTwiceAsync(context => FailAsync(context, failure));

        Assert.Equal(expected, outcome.Replace(new string('x', 30_000), "long 30000", StringComparison.Ordinal));
    }

    [RuleTheory("4.10-ERROR-01 4.6-CALLBACK-01 4.7-WAIT-05 3.3-CALLBACK-FAILED 3.3-CALLBACK-TIMED_OUT")]
    [InlineData(false, false, "CallbackFailedException [Refused: no, data {\"limit\":1}, trace]")]
    [InlineData(false, true, "CallbackTimeoutException [Callback.Timeout: Callback timed out]")]
    [InlineData(true, false, "CallbackFailedException [Refused: no, data {\"limit\":1}, trace]")]
    [InlineData(true, true, "CallbackTimeoutException [Callback.Timeout: Callback timed out]")]
    public async Task What_a_callback_throws_is_the_same_on_first_run_and_on_replay(bool isSubmitted, bool timesOut, string expected)
    {
        var config = new WaitForCallbackConfig { Timeout = TimeSpan.FromSeconds(10) };
        var error = new ErrorObject { ErrorType = "Refused", ErrorMessage = "no", ErrorData = "{\"limit\":1}", StackTrace = ["at desk"] };
        HashSet<string> ids = [];

        var (outcome, run) = await RecordTwiceAsync(
            async context =>
            {
                try
                {
                    return isSubmitted
                        ? await context.WaitForCallbackAsync<int>(static (_, _, _) => Task.CompletedTask, "call", config)
                        : await (await context.CreateCallbackAsync<int>("call", config)).GetResultAsync();
                }
                catch (CallbackException exception)
                {
                    ids.Add(exception.CallbackId);
                    throw;
                }
            },
            [run => timesOut ? run.PassAsync(10) : Client.SendCallbackFailureAsync(run.CallbackId(), error).OrFail()]);

        Assert.Equal(expected, outcome);
        Assert.Equal([run.CallbackId()], ids);
    }

    [Rule("4.10-ERROR-01 4.7-WAIT-03")]
    public async Task What_a_submitter_throws_is_the_same_on_first_run_and_on_replay()
    {
        var (outcome, run) = await RecordTwiceAsync(static context => context.WaitForCallbackAsync<int>(
            static (_, _, _) => FailAsync<int>("no"), "call", new WaitForCallbackConfig { RetryStrategy = RetryStrategy.None }));

        Assert.Equal("CallbackSubmitterException [System.TimeoutException: no, trace]", outcome);
        run.AssertHistory("""
            ExecutionStarted input=null timeout=31622400s
            ContextStarted 1 WaitForCallback "call"
            CallbackStarted 1-1 Callback "call-callback" in 1 id
            StepStarted 1-2 Step "call-submitter" in 1
            StepFailed 1-2 Step "call-submitter" in 1 [System.TimeoutException: no, trace] (attempt 1)
            ContextFailed 1 WaitForCallback "call" [System.TimeoutException: no, trace]
            WaitStarted 2 Wait "pause" 30s ends+30s
            InvocationCompleted
            InvocationCompleted
            WaitSucceeded 2 Wait "pause" 30s
            InvocationCompleted
            ExecutionSucceeded -> 2
            """);
    }

    [Rule("4.10-ERROR-02")]
    public async Task Data_of_an_operation_s_error_is_carried_on_by_the_contexts_around_it()
    {
        var (outcome, run) = await RecordTwiceAsync(
            static context => context.RunInChildContextAsync(
                static (outer, _) => outer.RunInChildContextAsync(static async (inner, _) => await (await inner.CreateCallbackAsync<int>("call")).GetResultAsync())),
            [run => Client.SendCallbackFailureAsync(run.CallbackId(), new ErrorObject { ErrorType = "Refused", ErrorMessage = "no", ErrorData = "17" }).OrFail()]);

        Assert.Equal("ChildContextException [Refused: no, data 17, trace], RunInChildContext", outcome);
        run.AssertHistory("""
            ExecutionStarted input=null timeout=31622400s
            ContextStarted 1 RunInChildContext
            ContextStarted 1-1 RunInChildContext in 1
            CallbackStarted 1-1-1 Callback "call" in 1-1 id
            InvocationCompleted
            CallbackFailed 1-1-1 Callback "call" in 1-1 [Refused: no, data 17]
            ContextFailed 1-1 RunInChildContext in 1 [Refused: no, data 17, trace]
            ContextFailed 1 RunInChildContext [Refused: no, data 17, trace]
            WaitStarted 2 Wait "pause" 30s ends+30s
            InvocationCompleted
            InvocationCompleted
            WaitSucceeded 2 Wait "pause" 30s
            InvocationCompleted
            ExecutionSucceeded -> 2
            """);
    }

    [Rule("4.10-ERROR-03")]
    public async Task An_error_that_the_function_does_not_catch_ends_the_execution_and_nothing_is_run_again()
    {
        var ran = 0;

        var run = await RecordAsync(context =>
        {
            ran++;
            return context.StepAsync(static (_, _) => FailAsync<int>("no"), "work", Once);
        });

        Assert.Equal(1, ran);
        run.AssertHistory("""
            ExecutionStarted input=null timeout=31622400s
            StepStarted 1 Step "work"
            StepFailed 1 Step "work" [System.TimeoutException: no, trace] (attempt 1)
            InvocationCompleted
            ExecutionFailed [System.TimeoutException: no, trace]
            """);
        run.AssertEnded(ExecutionStatus.Failed, "System.TimeoutException: no, trace");
    }

    [Rule("4.10-ERROR-04")]
    public async Task Other_calls_than_before_end_the_execution_and_nobody_can_catch_that()
    {
        Host.Engine = static options => options.OnDivergence = DivergenceBehavior.Fail;
        var isReplay = false;

        var run = await RecordAsync(
            async context =>
            {
                try
                {
                    return await context.RunInChildContextAsync(async (child, _) =>
                    {
                        if (isReplay)
                        {
                            return await child.StepAsync(static (_, _) => Task.FromResult(1), "other");
                        }

                        await child.WaitAsync(TimeSpan.FromSeconds(30), "nap");
                        return 2;
                    });
                }
                catch (Exception)
                {
                    return 3;
                }
            },
            run =>
            {
                isReplay = true;
                return run.RestartAsync();
            });

        const string Message = "Durable.NonDeterministicExecutionException: Operation '1-1' is WAIT/Wait named 'nap' under '1' in the log, but the function now "
            + "asks for STEP/Step named 'other' under '1'. A function must make the same calls in the same order on every run: finish or stop running "
            + "executions before changing its code, and keep clocks, random numbers and unordered collections inside steps.";
        run.AssertHistory($"""
            ExecutionStarted input=null timeout=31622400s
            ContextStarted 1 RunInChildContext
            WaitStarted 1-1 Wait "nap" in 1 30s ends+30s
            InvocationCompleted
            InvocationCompleted
            ExecutionFailed [{Message}]
            """);
    }

    [Rule("4.10-ERROR-05")]
    public async Task An_error_that_is_too_long_loses_its_trace_first_and_is_the_same_on_replay()
    {
        var (outcome, _) = await RecordTwiceAsync(static context => context.StepAsync(static (_, _) => FailAsync<int>(new string('x', 40_000)), config: Once));

        Assert.StartsWith("StepException [System.TimeoutException: xxxx", outcome, StringComparison.Ordinal);
        Assert.EndsWith("x… [shortened]]", outcome, StringComparison.Ordinal);
    }

    [Rule("4.10-ERROR-06 6.2-ORDER-07")]
    public async Task A_process_that_dies_ends_its_invocation_with_an_error_and_the_function_goes_on()
    {
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await ServeAsync(async context =>
        {
            await context.StepAsync(static (_, _) => Task.FromResult(1), "first");
            return await context.StepAsync(
                async (_, _) =>
                {
                    if (entered.TrySetResult())
                    {
                        await new TaskCompletionSource().Task;
                    }

                    return 2;
                },
                "second");
        });
        var run = new ConformanceRun(Host, (await StartAsync()).Id);
        await entered.Task.OrFail();
        await run.RestartAsync();
        await FinishAsync(run);

        run.AssertHistory("""
            ExecutionStarted input=null timeout=31622400s
            StepStarted 1 Step "first"
            StepSucceeded 1 Step "first" -> 1 (attempt 1)
            StepStarted 2 Step "second"
            InvocationCompleted [Runtime.ExitError: The process that ran this invocation ended before the invocation did.]
            StepSucceeded 2 Step "second" -> 2 (attempt 1)
            InvocationCompleted
            ExecutionSucceeded -> 2
            """);
    }

    private static Task<int> FailAsync(IDurableContext context, string failure) => failure switch
    {
        "step" => context.StepAsync<int>(static (_, _) => throw new OwnException("own"), config: Once),
        "step without message" => context.StepAsync<int>(static (_, _) => throw new Exception(), config: Once),
        "step after retries" => context.StepAsync(static (step, _) => FailAsync<int>($"attempt {step.AttemptNumber}"), config: Retry(2, 1)),
        "step that throws a step's error" => context.StepAsync<int>(
            static (_, _) => throw new StepException(new ErrorObject { ErrorType = "T", ErrorMessage = "inner" }), config: Once),
        "step with a long error" => context.StepAsync(static (_, _) => FailAsync<int>(new string('x', 30_000)), config: Once),
        "step cancelled by itself" => context.StepAsync(static (_, _) => Task.FromCanceled<int>(new CancellationToken(canceled: true)), config: Once),
        "child" => context.RunInChildContextAsync(static (_, _) => FailAsync<int>("no")),
        "child with a sub-type" => context.RunInChildContextAsync(static (_, _) => FailAsync<int>("no"), config: new ChildContextConfig { SubType = "Saga" }),
        "child of a step" => context.RunInChildContextAsync(static (child, _) => FailStepAsync(child)),
        "child of a child" => context.RunInChildContextAsync(static (child, _) => child.RunInChildContextAsync(static (_, _) => FailAsync<int>("no"))),
        "flat child" => context.RunInChildContextAsync(static (_, _) => FailAsync<int>("no"), config: s_flat),
        "flat child of a step" => context.RunInChildContextAsync(static (child, _) => FailStepAsync(child), config: s_flat),
        "map" => MapAsync(context, NestingType.Nested, static _ => FailAsync<int>("no")),
        "map of a step" => MapAsync(context, NestingType.Nested, FailStepAsync),
        "flat map" => MapAsync(context, NestingType.Flat, static _ => FailAsync<int>("no")),
        "large map" => LargeMapAsync(context, NestingType.Nested, static _ => FailAsync<string>("no")),
        "large flat map" => LargeMapAsync(context, NestingType.Flat, static branch => branch.StepAsync(static (_, _) => FailAsync<string>("no"), config: Once)),
        "parallel" => ParallelAsync(context, NestingType.Nested, static _ => FailAsync<int>("no")),
        "flat parallel" => ParallelAsync(context, NestingType.Flat, FailStepAsync),
        "map in a map" => MapAsync(context, NestingType.Nested, static branch => MapAsync(branch, NestingType.Nested, static _ => FailAsync<int>("no"))),
        "condition check" => PollAsync(context, static (_, _, _) => FailAsync<int>("no"), WaitStrategy.Fixed<int>(TimeSpan.FromSeconds(1))),
        "condition strategy" => PollAsync(context, Next, WaitStrategy.FromDelegate<int>(static (_, _) => throw new TimeoutException("strategy"))),
        "condition used up" => UseUpAsync(context),
        "child of a condition used up" => context.RunInChildContextAsync(static (child, _) => UseUpAsync(child)),
        _ => throw new ArgumentOutOfRangeException(nameof(failure), failure, "There is no such failure."),
    };

    private static Task<int> FailStepAsync(IDurableContext context) => context.StepAsync(static (_, _) => FailAsync<int>("no"), config: Once);

    private static Task<int> Next(int state, IConditionCheckContext check, CancellationToken cancellationToken) => Task.FromResult(state + 1);

    private static Task<int> UseUpAsync(IDurableContext context) =>
        PollAsync(context, Next, WaitStrategy.Fixed<int>(TimeSpan.FromSeconds(1), maxAttempts: 1, isDone: static _ => false));

    private static Task<int> PollAsync(
        IDurableContext context, Func<int, IConditionCheckContext, CancellationToken, Task<int>> check, IWaitStrategy<int> strategy) =>
        context.WaitForConditionAsync(check, new WaitForConditionConfig<int> { InitialState = 0, WaitStrategy = strategy });

    private static async Task<int> MapAsync(IDurableContext context, NestingType nesting, Func<IDurableContext, Task<int>> body)
    {
        (await context.MapAsync([1], (branch, _, _, _, _) => body(branch), config: new MapConfig<int> { NestingType = nesting })).ThrowIfError();
        return 0;
    }

    private static async Task<int> LargeMapAsync(IDurableContext context, NestingType nesting, Func<IDurableContext, Task<string>> body)
    {
        var config = new MapConfig<int> { MaxConcurrency = 1, NestingType = nesting, CompletionConfig = CompletionConfig.AllCompleted() };
        var result = await context.MapAsync(
            [0, 1], (branch, item, _, _, _) => item == 0 ? body(branch) : Task.FromResult(new string('x', 300_000)), config: config);
        result.ThrowIfError();
        return 0;
    }

    private static async Task<int> ParallelAsync(IDurableContext context, NestingType nesting, Func<IDurableContext, Task<int>> body)
    {
        (await context.ParallelAsync<int>([(branch, _) => body(branch)], config: new ParallelConfig { NestingType = nesting })).ThrowIfError();
        return 0;
    }
}
