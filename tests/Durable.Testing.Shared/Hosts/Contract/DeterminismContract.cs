namespace Durable.Testing;

/// <summary>
/// Executions whose function has changed under them end with an error that names both sides, where the host is told to end them; never with a
/// wrong result. What becomes of them otherwise is in <see cref="DivergenceContract{TFixture}"/>.
/// </summary>
public abstract class DeterminismContract<TFixture> : HostContract<TFixture>
    where TFixture : HostFixture, new()
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(30);

    private static readonly Dictionary<string, Func<IDurableContext, Task>> s_calls = new()
    {
        ["step a"] = static context => context.StepAsync((_, _) => Task.FromResult(1), "a"),
        ["step b"] = static context => context.StepAsync((_, _) => Task.FromResult(1), "b"),
        ["step"] = static context => context.StepAsync((_, _) => Task.FromResult(1)),
        ["wait a"] = static context => context.WaitAsync(TimeSpan.FromSeconds(1), "a"),
        ["child a"] = static context => context.RunInChildContextAsync((_, _) => Task.FromResult(1), "a"),
        ["saga a"] = static context => context.RunInChildContextAsync((_, _) => Task.FromResult(1), "a", new ChildContextConfig { SubType = "Saga" }),
        ["map a"] = static context => context.MapAsync([1], static (_, item, _, _, _) => Task.FromResult(item), "a"),
        ["parallel a"] = static context => context.ParallelAsync<int>([static (_, _) => Task.FromResult(1)], "a"),
        ["nested"] = static context => BatchAsync(context, NestingType.Nested, "x"),
        ["flat"] = static context => BatchAsync(context, NestingType.Flat, "x"),
        ["renamed"] = static context => BatchAsync(context, NestingType.Nested, "y"),
        ["in child"] = static context => context.RunInChildContextAsync((child, _) => s_calls!["step a"](child)),
        ["changed in child"] = static context => context.RunInChildContextAsync((child, _) => s_calls!["step b"](child)),
        ["in branch"] = static context => context.MapAsync([1], static (branch, _, _, _, _) => ThenPauseAsync(branch, "step a")),
        ["changed in branch"] = static context => context.MapAsync([1], static (branch, _, _, _, _) => ThenPauseAsync(branch, "step b")),
    };

    protected DeterminismContract() => Host.Engine = static options => options.OnDivergence = DivergenceBehavior.Fail;

    [Theory]
    [InlineData("step a", "step b", "Operation '1' is STEP/Step named 'a' under the root in the log, but the function now asks for STEP/Step named 'b' under the root.")]
    [InlineData("step a", "step", "STEP/Step named 'a' under the root in the log, but the function now asks for STEP/Step named nothing under the root.")]
    [InlineData("step", "step a", "STEP/Step named nothing under the root in the log, but the function now asks for STEP/Step named 'a' under the root.")]
    [InlineData("step a", "wait a", "STEP/Step named 'a' under the root in the log, but the function now asks for WAIT/Wait named 'a' under the root.")]
    [InlineData("child a", "saga a", "CONTEXT/RunInChildContext named 'a' under the root in the log, but the function now asks for CONTEXT/Saga named 'a' under the root.")]
    [InlineData("map a", "parallel a", "CONTEXT/Map named 'a' under the root in the log, but the function now asks for CONTEXT/Parallel named 'a' under the root.")]
    [InlineData("child a", "map a", "CONTEXT/RunInChildContext named 'a' under the root in the log, but the function now asks for CONTEXT/Map named 'a' under the root.")]
    public async Task Another_call_at_the_same_place_ends_the_execution(string before, string after, string message)
    {
        var description = await ReplayWithAsync(before, after);

        Assert.Equal((ExecutionStatus.Failed, typeof(NonDeterministicExecutionException).FullName), (description.Status, description.Error!.ErrorType));
        Assert.Contains(message, description.Error.ErrorMessage, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nested", "renamed", "Operation '1-1' is CONTEXT/MapIteration named 'x' under '1' in the log, but the function now asks for CONTEXT/MapIteration named 'y' under '1'.")]
    [InlineData("nested", "flat", "Operation '1-1-1' is STEP/Step named 'a' under '1-1' in the log, but the function now asks for STEP/Step named 'a' under '1'.")]
    [InlineData("in branch", "changed in branch", "Operation '1-1-1' is STEP/Step named 'a' under '1-1' in the log, but the function now asks for STEP/Step named 'b' under '1-1'.")]
    public async Task A_change_inside_an_open_batch_ends_the_execution(string before, string after, string message)
    {
        await ServeAsync(s_calls[before]);
        var execution = await StartAsync();
        await WhenWaitingAsync(execution);
        await Host.RestartAsync(durable => durable.AddFunction<string?>(Function, (_, context) => s_calls[after](context)));

        var description = await Client.WaitForCompletionAsync(execution.Id).OrFail();

        Assert.Equal((ExecutionStatus.Failed, typeof(NonDeterministicExecutionException).FullName), (description.Status, description.Error!.ErrorType));
        Assert.Contains(message, description.Error.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_function_cannot_catch_its_divergence()
    {
        var caught = false;
        await ServeAsync(static context => ThenPauseAsync(context, "step a"));
        var execution = await StartAsync();
        await WhenWaitingAsync(execution);
        await Host.RestartAsync(durable => durable.AddFunction<string?, string>(Function, async (_, context) =>
        {
            try
            {
                await context.StepAsync((_, _) => Task.FromResult(1), "b");
            }
            catch (Exception)
            {
                caught = true;
            }

            return "wrong";
        }));

        var description = await Client.WaitForCompletionAsync(execution.Id).OrFail();

        Assert.Equal((ExecutionStatus.Failed, null, false), (description.Status, description.Result, caught));
    }

    [Fact]
    public async Task What_comes_after_the_log_may_change()
    {
        await ServeAsync(static async context =>
        {
            await ThenPauseAsync(context, "step a");
            return "old";
        });
        var execution = await StartAsync();
        await WhenWaitingAsync(execution);
        await Host.RestartAsync(static durable => durable.AddFunction<string?, string>(Function, static async (_, context) =>
        {
            await ThenPauseAsync(context, "step a");
            await context.StepAsync((_, _) => Task.FromResult(1), "new");
            return "new";
        }));

        Assert.Equal("new", await Clock.DriveAsync(Client.WaitForResultAsync<string>(execution.Id)));
    }

    [Fact]
    public async Task A_change_inside_a_context_that_has_completed_is_not_looked_at()
    {
        var description = await ReplayWithAsync("in child", "changed in child", finishes: true);

        Assert.Equal(ExecutionStatus.Succeeded, description.Status);
    }

    [Fact]
    public async Task A_new_call_in_a_context_that_is_made_again_for_its_result_ends_the_execution()
    {
        var calls = 1;
        Func<IDurableContext, Task> function = async context =>
        {
            await context.RunInChildContextAsync(async (child, _) =>
            {
                for (var i = 0; i < calls; i++)
                {
                    await child.StepAsync((_, _) => Task.FromResult(1), $"call {i}");
                }

                return new string('x', 300_000);
            });
            await context.WaitAsync(s_pause);
        };
        await ServeAsync(function);
        var execution = await StartAsync();
        await WhenWaitingAsync(execution);
        calls = 2;

        await Host.RestartAsync();
        var description = await Client.WaitForCompletionAsync(execution.Id).OrFail();

        Assert.Equal((ExecutionStatus.Failed, typeof(NonDeterministicExecutionException).FullName), (description.Status, description.Error!.ErrorType));
        Assert.StartsWith(
            "Operation '1-2', named 'call 1', is not in the log, but the context it is called in has completed.",
            description.Error.ErrorMessage,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_context_that_fails_when_it_is_made_again_for_its_result_ends_the_execution()
    {
        var runs = 0;
        await ServeAsync(async context =>
        {
            try
            {
                await context.RunInChildContextAsync(
                    (_, _) => ++runs == 1 ? Task.FromResult(new string('x', 300_000)) : throw new TimeoutException("only now"), "large");
            }
            catch (Exception)
            {
                return "wrong";
            }

            await context.WaitAsync(s_pause);
            return "done";
        });
        var execution = await StartAsync();
        await WhenWaitingAsync(execution);

        await Host.RestartAsync();
        var description = await Client.WaitForCompletionAsync(execution.Id).OrFail();

        Assert.Equal((ExecutionStatus.Failed, typeof(NonDeterministicExecutionException).FullName), (description.Status, description.Error!.ErrorType));
        Assert.StartsWith(
            "Context '1', named 'large', has succeeded, but its body, run again for its result, threw System.TimeoutException: only now.",
            description.Error.ErrorMessage,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, "Context '1-2', named '1', has succeeded, but its body, run again for its result, threw Durable.ChildContextException: only now.")]
    [InlineData(true, "Context '1-2', named '1', has failed, but its body, run again for its result, returned.")]
    public async Task A_flat_branch_that_ends_otherwise_when_it_is_made_again_ends_the_execution(bool failsFirst, string message)
    {
        var runs = 0;
        await ServeAsync(async context =>
        {
            var result = await context.MapAsync(
                [0, 1, 2],
                (_, _, index, _, _) => index == 1 && (++runs == 1) == failsFirst
                    ? throw new TimeoutException("only now")
                    : Task.FromResult(new string('x', 200_000)),
                config: new MapConfig<int> { NestingType = NestingType.Flat, CompletionConfig = CompletionConfig.AllCompleted() });
            await context.WaitAsync(s_pause);
            return result.SuccessCount;
        });
        var execution = await StartAsync();
        await WhenWaitingAsync(execution);

        await Host.RestartAsync();
        var description = await Client.WaitForCompletionAsync(execution.Id).OrFail();

        Assert.Equal((ExecutionStatus.Failed, typeof(NonDeterministicExecutionException).FullName), (description.Status, description.Error!.ErrorType));
        Assert.StartsWith(message, description.Error.ErrorMessage, StringComparison.Ordinal);
    }

    // The pause keeps the execution open for the replay.
    private async Task<ExecutionDescription> ReplayWithAsync(string before, string after, bool finishes = false)
    {
        await ServeAsync(context => ThenPauseAsync(context, before));
        var execution = await StartAsync();
        await WhenWaitingAsync(execution);
        await Host.RestartAsync(durable => durable.AddFunction<string?>(Function, (_, context) => ThenPauseAsync(context, after)));
        var end = Client.WaitForCompletionAsync(execution.Id);
        return await (finishes ? Clock.DriveAsync(end) : end.OrFail());
    }

    private static async Task<int> ThenPauseAsync(IDurableContext context, string call)
    {
        await s_calls[call](context);
        await context.WaitAsync(s_pause, "pause");
        return 1;
    }

    private static Task<IBatchResult<int>> BatchAsync(IDurableContext context, NestingType nesting, string name) => context.MapAsync(
        [1], static (branch, _, _, _, _) => ThenPauseAsync(branch, "step a"), config: new MapConfig<int> { NestingType = nesting, ItemNamer = (_, _) => name });
}
