using Durable.Model;

namespace Durable.Testing;

/// <summary>Invokes: a function runs another one as an execution of its own and takes what it comes to.</summary>
public abstract class InvokeContract<TFixture> : HostContract<TFixture>
    where TFixture : HostFixture, new()
{
    private const string Child = "invoked";

    private int _childRuns;

    [Fact]
    public async Task The_result_of_the_invoked_function_is_the_result_of_the_invoke()
    {
        await ServeChildAsync(async (input, context) => await context.StepAsync((_, _) => Task.FromResult(input + 1)));
        var execution = await StartAsync();

        // Time stands still, so that nothing leaves memory meanwhile.
        Assert.Equal(42, await execution.WithResult<int>().WaitForResultAsync().OrFail());

        var history = await Client.ReadHistoryAsync(execution.Id);
        Assert.Equal(
            [
                HistoryEventType.ExecutionStarted, HistoryEventType.ChainedInvokeStarted, HistoryEventType.InvocationCompleted,
                HistoryEventType.ChainedInvokeSucceeded, HistoryEventType.InvocationCompleted, HistoryEventType.ExecutionSucceeded,
            ],
            history.Types);
        var started = history.Events[1];
        Assert.Equal(("1", "call", "ChainedInvoke", null), (started.Id, started.Name, started.SubType, started.ParentId));
        Assert.Equal((Child, "41"), (started.Details.FunctionName, started.Details.Input!.Payload));
        Assert.Equal(("1", "42"), (history.Events[3].Id, history.Events[3].Details.Result!.Payload));
    }

    [Fact]
    public async Task The_invoked_execution_is_one_of_its_own_and_says_who_invoked_it()
    {
        await ServeChildAsync(static (input, _) => Task.FromResult(input), new InvokeConfig { TenantId = "acme" });
        var execution = await StartAsync();
        await ResultOfAsync(execution);

        var child = await ChildAsync();

        Assert.Equal((ExecutionStatus.Succeeded, execution.Id, "acme"), (child.Status, child.InvokedBy, child.TenantId));
        var started = (await Client.ReadHistoryAsync(execution.Id)).Of(HistoryEventType.ChainedInvokeStarted)[0].Details;
        Assert.Equal("acme", started.TenantId);
        Assert.Equal((child.Arn, "$LATEST"), (started.DurableExecutionArn, started.ExecutedVersion));
        Assert.Equal(
            [HistoryEventType.ExecutionStarted, HistoryEventType.InvocationCompleted, HistoryEventType.ExecutionSucceeded],
            (await Client.ReadHistoryAsync(child.Id)).Types);
        Assert.Null((await execution.DescribeAsync()).InvokedBy);
    }

    [Fact]
    public async Task The_history_says_which_version_was_invoked_and_leads_there()
    {
        await Host.StartAsync(static durable => durable
            .AddFunction<int, int>(Child, static (input, _) => Task.FromResult(input), static options => options.Version = "1")
            .AddFunction<int, int>(Child, static (input, _) => Task.FromResult(input), static options => options.Version = "2")
            .AddFunction<string?, int>(Function, static (_, context) => context.InvokeAsync<int, int>(Child, 41)));
        var execution = await StartAsync();
        await Clock.DriveAsync(execution.WaitForCompletionAsync());

        var child = await ChildAsync();

        var started = (await Client.ReadHistoryAsync(execution.Id)).Of(HistoryEventType.ChainedInvokeStarted)[0].Details;
        Assert.Equal((child.Arn, "2"), (started.DurableExecutionArn, started.ExecutedVersion));
        Assert.EndsWith($"function:{Child}:2/durable-execution/{child.Id.Name}/{child.Id.Name}", child.Arn, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_invoked_function_knows_its_tenant()
    {
        await ServeChildAsync(
            static (_, context) => Task.FromResult(context.ExecutionContext.TenantId), new InvokeConfig { TenantId = "acme" });
        var execution = await StartAsync();

        Assert.Equal("acme", await Clock.DriveAsync(execution.WithResult<string?>().WaitForResultAsync()));
    }

    [Fact]
    public async Task What_the_invoked_function_throws_is_thrown_where_it_was_invoked()
    {
        var (first, replayed) = await FailAsync<InvokeFailedException>(
            durable => durable.AddFunction<int, int>(Child, static (_, _) => throw new InvalidTimeZoneException("no such zone")));

        Assert.Equal((typeof(InvalidTimeZoneException).FullName, "no such zone", Child), (first.ErrorType, first.Message, first.FunctionName));
        Assert.NotEmpty(first.OriginalStackTrace!);
        AssertSame(first, replayed);
    }

    [Fact]
    public async Task A_function_that_is_not_registered_fails_the_invoke()
    {
        var (first, replayed) = await FailAsync<InvokeFailedException>(static _ => { });

        Assert.Equal(typeof(FunctionNotFoundException).FullName, first.ErrorType);
        Assert.Contains($"'{Child}' is not registered", first.Message, StringComparison.Ordinal);
        AssertSame(first, replayed);
    }

    [Fact]
    public async Task A_payload_that_the_function_does_not_take_fails_the_invoke()
    {
        var (first, replayed) = await FailAsync<InvokeFailedException>(
            durable => durable.AddFunction<Dictionary<string, int>, int>(Child, static (_, _) => Task.FromResult(1)));

        Assert.Equal(typeof(PayloadSerializationException).FullName, first.ErrorType);
        AssertSame(first, replayed);
    }

    [Fact]
    public async Task The_timeout_of_the_invoked_execution_is_an_error_of_its_own()
    {
        var (first, replayed) = await FailAsync<InvokeTimedOutException>(durable => durable.AddFunction<int, int>(
            Child,
            static async (_, context) =>
            {
                await context.WaitAsync(TimeSpan.FromHours(1));
                return 1;
            },
            static options => options.ExecutionTimeout = TimeSpan.FromSeconds(20)));

        Assert.Equal((InvokeTimedOutException.WireErrorType, "CHAINED_INVOKE timed out after 20 seconds."), (first.ErrorType, first.Message));
        AssertSame(first, replayed);
    }

    [Fact]
    public async Task The_stop_of_the_invoked_execution_is_an_error_of_its_own()
    {
        await ServeChildAsync(static async (_, context) =>
        {
            await context.WaitAsync(TimeSpan.FromDays(1));
            return 1;
        });
        var execution = await StartAsync();
        await Host.WhenHistoryAsync(await WhenChildAsync(), static history => history.OpenWaits == 1);

        await Client.StopAsync((await ChildAsync()).Id, new ErrorObject { ErrorType = "Operator", ErrorMessage = "not today" }).OrFail();

        var ended = await Clock.DriveAsync(execution.WaitForCompletionAsync());
        Assert.Equal(("Operator", "not today"), (ended.Error!.ErrorType, ended.Error.ErrorMessage));
        Assert.Equal(1, (await Client.ReadHistoryAsync(execution.Id)).Count(HistoryEventType.ChainedInvokeStopped));
    }

    [Fact]
    public async Task A_result_that_is_too_large_fails_the_invoke()
    {
        var (first, _) = await FailAsync<InvokeFailedException>(durable => durable.AddFunction<int, string>(
            Child, static (_, _) => Task.FromResult(new string('x', DurableLimits.MaxInvokePayloadBytes))));

        Assert.Equal("CHAINED_INVOKE output payload size must be less than or equal to 1048576 bytes.", first.Message);
    }

    [Fact]
    public async Task A_payload_that_is_too_large_fails_the_execution_and_invokes_nothing()
    {
        var ended = await RunToEndAsync(static context => context.InvokeAsync<string, int>(Child, new string('x', DurableLimits.MaxInvokePayloadBytes)));

        Assert.Equal((ExecutionStatus.Failed, typeof(PayloadSerializationException).FullName), (ended.Status, ended.Error!.ErrorType));
        Assert.Empty((await Client.ListAsync(new ExecutionQuery { FunctionName = Child })).Executions);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no good")]
    public async Task What_cannot_be_a_function_name_is_refused_at_once(string name)
    {
        var ended = await RunToEndAsync(context => context.InvokeAsync<int, int>(name, 1));

        Assert.Equal(typeof(ArgumentException).FullName, ended.Error!.ErrorType);
        Assert.Contains($"Function name '{name}' is not valid", ended.Error.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_execution_that_has_left_memory_is_brought_back_by_the_end_of_what_it_invoked()
    {
        await ServeChildAsync(static async (input, context) =>
        {
            await context.WaitAsync(TimeSpan.FromHours(3));
            return input + 1;
        });
        var execution = await StartAsync();
        await Host.WhenHistoryAsync(await WhenChildAsync(), static history => history.OpenWaits == 1);

        await LeapAsync(TimeSpan.FromHours(3) + Host.WakeUpLateness);

        Assert.Equal(42, await ResultOfAsync(execution));
    }

    [Fact]
    public async Task Branches_invoke_side_by_side_and_each_gets_its_own_result()
    {
        const int count = 25;
        await Host.StartAsync(durable =>
        {
            durable.AddFunction<int, int>(Child, async (input, context) =>
            {
                Interlocked.Increment(ref _childRuns);
                await context.WaitAsync(TimeSpan.FromSeconds(1 + (input % 3)));
                return input * 2;
            });
            durable.AddFunction<string?, int[]>(Function, static async (_, context) =>
            {
                var batch = await context.MapAsync(
                    [.. Enumerable.Range(0, count)], static (branch, item, _, _, token) => branch.InvokeAsync<int, int>(Child, item, cancellationToken: token));
                return [.. batch.GetResults()];
            });
        });
        var execution = await StartAsync();

        Assert.Equal(Enumerable.Range(0, count).Select(static item => item * 2), await Clock.DriveAsync(execution.WithResult<int[]>().WaitForResultAsync()));
        Assert.Equal(count, (await Client.ListAsync(new ExecutionQuery { FunctionName = Child })).Executions.Count);
    }

    [Fact]
    public async Task A_function_may_invoke_itself()
    {
        await Host.StartAsync(durable => durable.AddFunction<string?, int>(Function, static async (depth, context) =>
            depth is "3" ? 3 : await context.InvokeAsync<string, int>(Function, depth is null ? "1" : depth is "1" ? "2" : "3")));
        var execution = await StartAsync();

        Assert.Equal(3, await Clock.DriveAsync(execution.WithResult<int>().WaitForResultAsync()));
    }

    [Fact]
    public async Task Whoever_gives_up_waiting_leaves_the_invoked_execution_alone()
    {
        await Host.StartAsync(durable =>
        {
            durable.AddFunction<int, int>(Child, static async (_, context) => await (await context.CreateCallbackAsync<int>()).GetResultAsync());
            durable.AddFunction<string?, string>(Function, static async (_, context) =>
            {
                using var patience = new CancellationTokenSource();
                var call = context.InvokeAsync<int, int>(Child, 1, cancellationToken: patience.Token);
                await context.WaitAsync(TimeSpan.FromSeconds(5));
                GiveUp(patience);
                try
                {
                    return (await call).ToString(System.Globalization.CultureInfo.InvariantCulture);
                }
                catch (OperationCanceledException)
                {
                    return "gave up";
                }
            });
        });
        var execution = await StartAsync();

        var child = await WhenChildAsync();
        var waiting = await Host.WhenHistoryAsync(child, static history => history.Count(HistoryEventType.CallbackStarted) == 1);

        Assert.Equal("gave up", await Clock.DriveAsync(execution.WithResult<string>().WaitForResultAsync()));
        await Client.SendCallbackSuccessAsync(waiting.Of(HistoryEventType.CallbackStarted)[0].Details.CallbackId!, 7).OrFail();
        Assert.Equal(7, await Client.WaitForResultAsync<int>(child).OrFail());
    }

    [Fact]
    public async Task A_function_that_invokes_another_function_on_replay_fails()
    {
        Host.Engine = static options => options.OnDivergence = DivergenceBehavior.Fail;
        var target = Child;
        var first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await Host.StartAsync(durable =>
        {
            durable.AddFunction<int, int>(Child, static (input, _) => Task.FromResult(input));
            durable.AddFunction<string?, int>(Function, async (_, context) =>
            {
                var result = await context.InvokeAsync<int, int>(target, 1);
                first.TrySetResult();
                await context.WaitAsync(TimeSpan.FromSeconds(30), "between");
                return result;
            });
        });
        var execution = await StartAsync();
        await first.Task.OrFail();
        await Host.WhenHistoryAsync(execution.Id, static history => history.Named("between").Count > 0);
        target = "other";

        await Host.RestartAsync();

        var ended = await Clock.DriveAsync(Client.WaitForCompletionAsync(execution.Id));
        Assert.Equal(typeof(NonDeterministicExecutionException).FullName, ended.Error!.ErrorType);
        Assert.Contains("'invoked' in the log, but the function now asks for 'other'", ended.Error.ErrorMessage, StringComparison.Ordinal);
    }

    // At once: what is awaited and no operation gives a driven clock the time to let the execution leave memory.
    private static void GiveUp(CancellationTokenSource patience) => patience.Cancel();

    /// <summary>Serves the invoked function, and the function under test, which invokes it with 41.</summary>
    private Task ServeChildAsync<TOutput>(Func<int, IDurableContext, Task<TOutput>> child, InvokeConfig? config = null) =>
        Host.StartAsync(durable =>
        {
            durable.AddFunction(Child, child);
            durable.AddFunction<string?, TOutput>(Function, (_, context) => context.InvokeAsync<int, TOutput>(Child, 41, "call", config));
        });

    private Task<int> ResultOfAsync(ExecutionHandle execution) => Clock.DriveAsync(execution.WithResult<int>().WaitForResultAsync());

    private async Task<ExecutionDescription> ChildAsync() =>
        await Client.DescribeAsync(Assert.Single((await Client.ListAsync(new ExecutionQuery { FunctionName = Child })).Executions).Id);

    private async Task<ExecutionId> WhenChildAsync() => Assert.Single(await Host.WhenStartedAsync(Child));

    private async Task<(TException First, TException Replayed)> FailAsync<TException>(Action<DurableExecutionsBuilder> addChild)
        where TException : InvokeException
    {
        List<TException> seen = [];
        var first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await Host.StartAsync(durable =>
        {
            addChild(durable);
            durable.AddFunction<string?, int>(Function, async (_, context) =>
            {
                try
                {
                    await context.InvokeAsync<int, object>(Child, 41, "call");
                }
                catch (TException exception)
                {
                    seen.Add(exception);
                }

                first.TrySetResult();
                await (await context.CreateCallbackAsync<int>("between")).GetResultAsync();
                return seen.Count;
            });
        });
        var execution = await StartAsync();
        await Clock.DriveAsync(first.Task);
        var between = await Host.WhenHistoryAsync(execution.Id, static history => history.Named("between").Count > 0);
        await Host.RestartAsync();
        await Client.SendCallbackSuccessAsync(between.Named("between")[0].Details.CallbackId!, 1).OrFail();
        Assert.Equal(2, await Clock.DriveAsync(Client.WaitForResultAsync<int>(execution.Id)));
        return (seen[0], seen[1]);
    }

    private static void AssertSame(InvokeException first, InvokeException replayed) => Assert.Equal(
        (first.GetType(), first.Message, first.ErrorType, first.ErrorData, first.FunctionName, first.ExecutionId, string.Join('\n', first.OriginalStackTrace ?? [])),
        (replayed.GetType(), replayed.Message, replayed.ErrorType, replayed.ErrorData, replayed.FunctionName, replayed.ExecutionId, string.Join('\n', replayed.OriginalStackTrace ?? [])));
}
