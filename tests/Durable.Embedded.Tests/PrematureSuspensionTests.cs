using Durable.Model;
using Durable.Testing;

namespace Durable.Embedded.Tests;

/// <summary>An execution that is about to go on must not be taken for one that waits, least of all when it would sleep for long.</summary>
public sealed class PrematureSuspensionTests : HostContract<EmbeddedHostFixture>
{
    [Fact]
    public async Task A_timer_that_ticks_while_a_batch_ends_does_not_suspend_the_execution()
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await ServeAsync(async context => (await context.ParallelAsync<int>(
            [
                async (branch, _) =>
                {
                    await branch.WaitAsync(TimeSpan.FromDays(1));
                    return 0;
                },
                async (branch, _) =>
                {
                    await branch.WaitAsync(TimeSpan.FromSeconds(1));
                    await branch.StepAsync((_, _) => release.Task);

                    // The tick is queued now, and the end of the batch will be behind it.
                    Clock.Advance(TimeSpan.FromSeconds(1));
                    return 1;
                },
            ],
            config: new ParallelConfig { CompletionConfig = CompletionConfig.FirstSuccessful() })).SuccessCount);
        var execution = await StartAsync();
        await WhenWaitingAsync(execution, waits: 2);
        Clock.Advance(TimeSpan.FromSeconds(1));

        // For the START of the step, which nobody waits for.
        await Clock.WaitForTimerAsync(TimeSpan.FromSeconds(1)).OrFail();
        release.SetResult();

        Assert.Equal(1, await execution.WithResult<int>().WaitForResultAsync().OrFail());
        Assert.Equal(
            [HistoryEventType.ContextSucceeded, HistoryEventType.ContextSucceeded, HistoryEventType.InvocationCompleted, HistoryEventType.ExecutionSucceeded],
            (await Client.ReadHistoryAsync(execution.Id)).Types.TakeLast(4));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_function_that_gives_way_to_others_does_not_fall_asleep(int times)
    {
        await ServeAsync(async context =>
        {
            var sleep = context.WaitAsync(TimeSpan.FromDays(1));
            await context.StepAsync((_, _) => Task.FromResult(1));
            for (var i = 0; i < times; i++)
            {
                await Task.Yield();
            }

            return await context.StepAsync((_, _) => Task.FromResult("awake"));
        });

        Assert.Equal("awake", await (await StartAsync()).WithResult<string>().WaitForResultAsync().OrFail());
    }
}
