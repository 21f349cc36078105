using Durable.Model;

namespace Durable.Testing;

/// <summary>Durable calls outside the execution's turn are refused, with the reason, before they leave a trace.</summary>
public abstract class TurnContract<TFixture> : HostContract<TFixture>
    where TFixture : HostFixture, new()
{
    private static readonly Dictionary<string, Func<IDurableContext, Task>> s_calls = new()
    {
        ["StepAsync"] = static context => context.StepAsync((_, _) => Task.FromResult(1)),
        ["WaitAsync"] = static context => context.WaitAsync(TimeSpan.FromSeconds(1)),
        ["RunInChildContextAsync"] = static context => context.RunInChildContextAsync((_, _) => Task.FromResult(1)),
        ["MapAsync"] = static context => context.MapAsync([1], static (_, item, _, _, _) => Task.FromResult(item)),
        ["ParallelAsync"] = static context => context.ParallelAsync<int>([static (_, _) => Task.FromResult(1)]),
    };

    [Theory]
    [InlineData("StepAsync")]
    [InlineData("WaitAsync")]
    [InlineData("RunInChildContextAsync")]
    [InlineData("MapAsync")]
    [InlineData("ParallelAsync")]
    public async Task A_call_from_the_thread_pool_is_refused(string call)
    {
        await ServeAsync(context => Task.Run(() => s_calls[call](context)));

        await AssertRefusedAsync(call);
    }

    [Fact]
    public async Task A_call_after_an_await_that_left_the_turn_is_refused()
    {
        await ServeAsync(static async context =>
        {
            // Like ConfigureAwait(false) on a task that is not finished yet.
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            await context.StepAsync((_, _) => Task.FromResult(1));
        });

        await AssertRefusedAsync("StepAsync");
    }

    [Fact]
    public async Task A_call_from_a_branch_that_left_its_turn_is_refused()
    {
        await ServeAsync(static async context => (await context.MapAsync([1], static (branch, _, _, _, _) =>
            Task.Run(() => branch.StepAsync((_, _) => Task.FromResult(1))))).ThrowIfError());

        var description = await (await StartAsync()).WaitForCompletionAsync().OrFail();

        Assert.Contains("StepAsync was called outside its execution's turn", description.Error!.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_function_that_catches_the_refusal_goes_on()
    {
        var history = await RunForHistoryAsync(static async context =>
        {
            await Assert.ThrowsAsync<InvalidOperationException>(() => Task.Run(() => context.StepAsync((_, _) => Task.FromResult(1), "refused")));
            return await context.StepAsync((_, _) => Task.FromResult(1), "accepted");
        });

        Assert.Equal("1", Assert.Single(history.Of(HistoryEventType.StepStarted)).Id);
    }

    [Fact]
    public async Task An_await_of_other_code_comes_back_to_the_turn()
    {
        var result = await RunAsync(static async context =>
        {
            await Task.Run(static () => { });
            await Task.Yield();
            return await context.StepAsync((_, _) => Task.FromResult(42));
        });

        Assert.Equal(42, result);
    }

    [Fact]
    public async Task What_flows_with_the_caller_of_start_does_not_flow_into_the_function()
    {
        var ambient = new AsyncLocal<string?>();
        await ServeAsync(context => context.StepAsync((_, _) => Task.FromResult(ambient.Value)));
        ambient.Value = "request 7";

        var execution = await StartAsync();

        Assert.Null(await execution.WithResult<string?>().WaitForResultAsync().OrFail());
    }

    private async Task AssertRefusedAsync(string call)
    {
        var execution = await StartAsync();
        var description = await execution.WaitForCompletionAsync().OrFail();

        Assert.Equal((ExecutionStatus.Failed, typeof(InvalidOperationException).FullName), (description.Status, description.Error!.ErrorType));
        Assert.StartsWith($"{call} was called outside its execution's turn.", description.Error.ErrorMessage, StringComparison.Ordinal);
        Assert.Contains("ConfigureAwait(false)", description.Error.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal(3, (await Client.ReadHistoryAsync(execution.Id)).Events.Count);
    }
}
