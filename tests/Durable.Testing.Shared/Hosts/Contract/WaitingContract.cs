using System.Globalization;
using Durable.Model;
using Durable.Storage;

namespace Durable.Testing;

/// <summary>Clients are told what an execution waits for, and whether it does not go on as it should, and the store is asked no more for that.</summary>
public abstract class WaitingContract<TFixture> : HostContract<TFixture>
    where TFixture : HostFixture, new()
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    // Time may run far ahead of a client that is slow to look.
    private static readonly TimeSpan s_long = TimeSpan.FromDays(360);

    private readonly TaskCompletionSource<int> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task A_description_names_all_that_is_open_and_nothing_that_has_ended()
    {
        await ServeAsync(async context =>
        {
            await context.StepAsync(static (_, _) => Task.FromResult(1), "over");
            await context.ParallelAsync<int>(
            [
                (branch, _) => TimerAsync(branch, "timer"),
                async (branch, _) =>
                    await (await branch.CreateCallbackAsync<int>("callback", new CallbackConfig { Timeout = s_long })).GetResultAsync(),
                (branch, _) => branch.StepAsync((_, _) => _done.Task, "running"),
                (branch, _) => FailAsync(branch, "failing"),
                (branch, _) => branch.WaitForConditionAsync(
                    static (state, _, _) => Task.FromResult(state + 1),
                    new WaitForConditionConfig<int> { InitialState = 0, WaitStrategy = WaitStrategy.Fixed<int>(s_second, int.MaxValue) },
                    "condition"),
            ]);
        });
        var execution = await StartAsync();

        // An attempt that runs has no next one; neither has one that is about to.
        var waiting = (await Clock.DriveAsync(WhenShownAsync(execution.Id, static description => description.Waiting?.For is { Count: 5 } open
            && open.All(static wait => (wait.Kind == WaitKind.Step) == (wait.Until is null)) && open.DistinctBy(static wait => wait.Kind).Count() == 5))).Waiting!;

        Assert.Equal(
            [
                (WaitKind.Callback, "callback", true), (WaitKind.Condition, "condition", true), (WaitKind.Retry, "failing", true), (WaitKind.Step, "running", false),
                (WaitKind.Timer, "timer", true),
            ],
            waiting.For.Select(static wait => (wait.Kind, wait.Name!, wait.Until is not null)).OrderBy(static wait => wait.Item2, StringComparer.Ordinal));
        Assert.All(waiting.For, static wait => Assert.NotNull(wait.OperationId));
        Assert.All(Enum.GetValues<WaitKind>().Take(5), kind => Assert.Equal(1, waiting.Totals[kind]));
        Assert.True(waiting.IsComplete);
        var failing = waiting.For.Single(static wait => wait.Kind == WaitKind.Retry);
        Assert.Equal("System.TimeoutException", failing.LastError!.ErrorType);
        Assert.Equal(failing.Attempt, failing.Failures);
        _done.SetResult(1);
    }

    [Fact]
    public async Task An_invoke_names_the_execution_that_it_waits_for()
    {
        await Host.StartAsync(durable => durable
            .AddFunction<string?>(Function, async (_, context) =>
            {
                var step = context.StepAsync((_, _) => _done.Task, "step");
                await context.InvokeAsync<string, object?>("child", "input", "call");
                await step;
            })
            .AddFunction<string?>("child", static (_, context) => context.WaitAsync(s_long)));
        var execution = await StartAsync();

        var described = await WhenShownAsync(execution.Id, static description => description.Waiting is { For: [{ Kind: WaitKind.Step }, { Kind: WaitKind.Invoke }] });

        Assert.Equal(("call", "child"), (described.Waiting!.For[1].Name, described.Waiting.For[1].Execution?.FunctionName));
        Assert.Null(described.Stuck);
        _done.SetResult(1);
    }

    [Fact]
    public async Task Of_very_many_the_first_are_named_and_all_counted()
    {
        await ServeAsync(async context =>
        {
            // As long as a step runs, the execution does not leave memory.
            var step = context.StepAsync((_, _) => _done.Task, "step");
            await context.MapAsync(
                Enumerable.Range(0, 50).ToArray(), static (branch, item, _, _, _) => TimerAsync(branch, string.Create(CultureInfo.InvariantCulture, $"w{item}")));
            await step;
        });
        var execution = await StartAsync();

        var waiting = (await WhenShownAsync(execution.Id, static description => description.Waiting?.Totals.GetValueOrDefault(WaitKind.Timer) == 50)).Waiting!;

        Assert.Equal(ExecutionWaiting.MaxEntries, waiting.For.Count);
        Assert.Equal("step", waiting.For[0].Name);
        Assert.Equal(waiting.For.Count, waiting.For.Select(static wait => wait.Name).Distinct().Count());
        _done.SetResult(1);
    }

    [Fact]
    public async Task An_execution_that_has_ended_waits_for_nothing()
    {
        var ended = await RunToEndAsync(static context => context.StepAsync(static (_, _) => Task.FromResult(1)));

        Assert.Null(ended.Waiting);
        Assert.Null((await Client.DescribeAsync(ended.Id)).Waiting);
        Assert.Null(Assert.Single((await Client.ListAsync(new ExecutionQuery { Name = ended.Id.Name })).Executions).Waiting);
    }

    [Fact]
    public async Task A_list_says_what_the_head_knows()
    {
        await ServeAsync(static async context =>
        {
            await context.StepAsync(static (_, _) => Task.FromResult(1), "first");
            await (await context.CreateCallbackAsync<int>("approval")).GetResultAsync();
        });
        var execution = await StartAsync();
        await Host.WhenHistoryAsync(execution.Id, static history => history.Count(HistoryEventType.CallbackStarted) == 1);

        var wait = Assert.Single((await Client.ListAsync(new ExecutionQuery { Name = execution.Id.Name })).Executions).Waiting!;

        Assert.Equal((WaitKind.Callback, "approval"), (wait.Kind, wait.Name));
    }

    [Fact]
    public async Task To_say_what_it_waits_for_the_store_is_asked_nothing_more()
    {
        await ServeAsync(static context => context.WaitAsync(s_long, "timer"));
        var execution = await StartAsync();
        await WhenShownAsync(execution.Id, static description => description.Waiting is { For: [{ Name: "timer" }] });
        await Host.WhenIdleAsync().OrFail();
        var (heads, loads) = (Host.Store.Count(StoreRequestKind.ReadHead), Host.Store.Count(StoreRequestKind.Load));

        var wait = Assert.Single((await Client.DescribeAsync(execution.Id)).Waiting!.For);

        Assert.Equal((WaitKind.Timer, "timer"), (wait.Kind, wait.Name));
        Assert.Equal((heads + 1, loads), (Host.Store.Count(StoreRequestKind.ReadHead), Host.Store.Count(StoreRequestKind.Load)));
    }

    [Fact]
    public async Task A_step_that_runs_for_longer_than_its_function_allows_is_stuck()
    {
        await ServeAsync(context => context.StepAsync((_, _) => _done.Task, "slow"), static options => options.StuckAfter = TimeSpan.FromMinutes(10));
        var execution = await StartAsync();
        await WhenShownAsync(execution.Id, static description => description.Waiting is { For: [{ Name: "slow" }] });
        Assert.Empty((await Client.ListAsync(new ExecutionQuery { IsStuck = true })).Executions);

        await LeapAsync(TimeSpan.FromMinutes(11));

        var stuck = (await Client.DescribeAsync(execution.Id)).Stuck!;
        Assert.Equal((StuckReason.LongStep, "Step 'slow' has been running for 11 min; 10 min is the limit of this function."), (stuck.Reason, stuck.Explanation));
        Assert.Equal(StuckReason.LongStep, (await ListStuckAsync(execution)).Reason);
        Assert.Equal([1], (await Client.SumUsageAsync(new ExecutionQuery { IsStuck = true })).Functions.Select(static function => function.Executions));
        _done.SetResult(1);
        await Clock.DriveAsync(execution.WaitForCompletionAsync());
        Assert.Empty((await Client.ListAsync(new ExecutionQuery { IsStuck = true })).Executions);
        Assert.Empty((await Client.SumUsageAsync(new ExecutionQuery { IsStuck = true })).Functions);
    }

    [Fact]
    public async Task A_step_that_fails_again_and_again_is_stuck()
    {
        await ServeAsync(static context => FailAsync(context, "charge"));
        var execution = await StartAsync();

        var described = await Clock.DriveAsync(WhenShownAsync(execution.Id, static description => description.Stuck is not null));

        Assert.Equal(StuckReason.Failing, described.Stuck!.Reason);
        Assert.Contains("Step 'charge' has failed ", described.Stuck.Explanation, StringComparison.Ordinal);
        Assert.Contains("with System.TimeoutException", described.Stuck.Explanation, StringComparison.Ordinal);
        Assert.Equal(StuckReason.Failing, (await ListStuckAsync(execution)).Reason);
    }

    [Fact]
    public async Task A_callback_without_a_timeout_is_stuck_after_a_week()
    {
        await ServeAsync(static async context => await (await context.CreateCallbackAsync<int>("approval")).GetResultAsync());
        var execution = await StartAsync();
        await Host.WhenHistoryAsync(execution.Id, static history => history.Count(HistoryEventType.CallbackStarted) == 1);
        await LeapAsync(TimeSpan.FromDays(6));
        Assert.Null((await Client.DescribeAsync(execution.Id)).Stuck);

        await LeapAsync(TimeSpan.FromDays(2));

        Assert.Equal(
            "Callback 'approval' has been open for 8 d and has no timeout.", (await Client.DescribeAsync(execution.Id)).Stuck?.Explanation);
        Assert.Equal(StuckReason.OpenCallback, (await ListStuckAsync(execution)).Reason);
    }

    [Fact]
    public async Task A_parked_execution_is_stuck()
    {
        await ServeAsync(static context => context.StepAsync(static (_, _) => Task.FromResult(1)));
        await Host.WhenIdleAsync().OrFail();
        Host.Store.Inject(StoreRequestKind.Commit, StoreFault.FailBefore(StoreFailure.Fatal), times: 2);
        var execution = await StartAsync();

        var parked = await Clock.DriveAsync(WhenShownAsync(execution.Id, static description => description.ParkedAt is not null));

        Assert.Equal((StuckReason.Parked, WaitKind.Resume), (parked.Stuck!.Reason, parked.Waiting!.For[0].Kind));
        Assert.Contains(parked.Error!.ErrorMessage!, parked.Stuck.Explanation, StringComparison.Ordinal);
        var withoutData = await Client.DescribeAsync(execution.Id, includeData: false);
        Assert.DoesNotContain(parked.Error.ErrorMessage!, withoutData.Stuck!.Explanation, StringComparison.Ordinal);
        Assert.Equal(StuckReason.Parked, (await ListStuckAsync(execution)).Reason);
    }

    private static async Task<int> TimerAsync(IDurableContext context, string name)
    {
        await context.WaitAsync(s_long, name);
        return 1;
    }

    private static Task<int> FailAsync(IDurableContext context, string name) => context.StepAsync<int>(
        static (_, _) => throw new TimeoutException("busy"), name, new StepConfig { RetryStrategy = RetryStrategy.Exponential(int.MaxValue, s_second, s_second) });

    // What is in memory changes without a write, too.
    private async Task<ExecutionDescription> WhenShownAsync(ExecutionId id, Func<ExecutionDescription, bool> isShown)
    {
        ExecutionDescription? shown = null;
        await Patience.UntilAsync(async () => isShown(shown = await Client.DescribeAsync(id)), "a description");
        return shown!;
    }

    private async Task<StuckFinding> ListStuckAsync(ExecutionHandle execution)
    {
        var listed = Assert.Single((await Client.ListAsync(new ExecutionQuery { IsStuck = true })).Executions);
        Assert.Equal(execution.Id, listed.Id);
        return listed.Stuck!;
    }
}
