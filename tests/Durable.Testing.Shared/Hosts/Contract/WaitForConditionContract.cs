using System.Collections.Concurrent;
using Durable.Model;

namespace Durable.Testing;

/// <summary>Waits for conditions: polls that hand a state on.</summary>
public abstract class WaitForConditionContract<TFixture> : HostContract<TFixture>
    where TFixture : HostFixture, new()
{
    [Fact]
    public async Task Every_poll_is_a_step_of_one_operation_and_gets_what_the_one_before_came_to()
    {
        var history = await RunForHistoryAsync(context => CountAsync(context, WaitStrategy.Fixed<int>(TimeSpan.FromSeconds(10), isDone: static state => state == 3)));

        // Where invocations end is left open: a clock that is driven may come to the next poll before the execution has suspended.
        Assert.Equal(
            [
                HistoryEventType.ExecutionStarted,
                HistoryEventType.StepStarted, HistoryEventType.StepSucceeded,
                HistoryEventType.StepStarted, HistoryEventType.StepSucceeded,
                HistoryEventType.StepStarted, HistoryEventType.StepSucceeded,
                HistoryEventType.ExecutionSucceeded,
            ],
            history.Types.Where(static type => type != HistoryEventType.InvocationCompleted));
        Assert.All(history.Named("count"), static e => Assert.Equal(("1", "WaitForCondition", null), (e.Id, e.SubType, e.ParentId)));
        Assert.Equal(
            [("1", 1, 10), ("2", 2, 10), ("3", 3, null)],
            history.Of(HistoryEventType.StepSucceeded).Select(static e =>
                (e.Details.Result!.Payload!, e.Details.RetryDetails!.CurrentAttempt, e.Details.RetryDetails.NextAttemptDelaySeconds)));
    }

    [Fact]
    public async Task The_state_outlives_the_host()
    {
        ConcurrentQueue<int> states = [];
        await ServeAsync(context => CountAsync(context, WaitStrategy.Fixed<int>(TimeSpan.FromSeconds(30), isDone: static state => state == 3), states));
        var execution = await StartAsync();
        await Host.WhenHistoryAsync(execution.Id, static history => history.Count(HistoryEventType.StepSucceeded) == 1);
        await Host.RestartAsync();

        Assert.Equal(3, await Clock.DriveAsync(Client.WaitForResultAsync<int>(execution.Id)));
        Assert.Equal([0, 1, 2], states);
    }

    [Fact]
    public async Task A_pause_of_hours_is_spent_out_of_memory()
    {
        await ServeAsync(context => CountAsync(context, WaitStrategy.Fixed<int>(TimeSpan.FromHours(6), isDone: static state => state == 2)));
        var execution = await StartAsync();
        await Host.WhenHistoryAsync(execution.Id, static history => history.Count(HistoryEventType.StepSucceeded) == 1);

        await LeapAsync(TimeSpan.FromHours(6));

        Assert.Equal(2, await Clock.DriveAsync(execution.WithResult<int>().WaitForResultAsync()));
    }

    [Fact]
    public async Task Polls_that_are_used_up_fail_it_the_same_on_first_run_and_on_replay()
    {
        var (first, replayed) = await RunAndReplayAsync(static async context =>
        {
            var thrown = await Assert.ThrowsAsync<WaitForConditionException>(() => CountAsync(context, WaitStrategy.Fixed<int>(TimeSpan.FromSeconds(1), 2)));
            return (thrown.AttemptsExhausted, thrown.LastState, thrown.ErrorType, thrown.Message, thrown.ErrorData);
        });

        Assert.Equal((2, 2, "WaitForConditionError", "The condition was not met after 2 polls.", "2"), first);
        Assert.Equal(first, replayed);
    }

    [Fact]
    public async Task A_check_that_throws_fails_it_the_same_on_first_run_and_on_replay()
    {
        var (first, replayed) = await RunAndReplayAsync(static async context =>
        {
            var thrown = await Assert.ThrowsAsync<StepException>(() => context.WaitForConditionAsync<int>(
                static (_, _, _) => throw new TimeoutException("slow"),
                new WaitForConditionConfig<int> { InitialState = 0, WaitStrategy = WaitStrategy.Exponential<int>() }));
            return (thrown.ErrorType, thrown.Message);
        });

        Assert.Equal(("System.TimeoutException", "slow"), first);
        Assert.Equal(first, replayed);
    }

    [Fact]
    public async Task Branches_poll_beside_each_other()
    {
        var results = await RunAsync(static async context => (await context.MapAsync(
            [2, 3, 4],
            static (branch, goal, _, _, _) => CountAsync(branch, WaitStrategy.Linear<int>(isDone: state => state == goal)))).GetResults());

        Assert.Equal([2, 3, 4], results);
    }

    private static Task<int> CountAsync(IDurableContext context, IWaitStrategy<int> strategy, ConcurrentQueue<int>? states = null) =>
        context.WaitForConditionAsync(
            (state, _, _) =>
            {
                states?.Enqueue(state);
                return Task.FromResult(state + 1);
            },
            new WaitForConditionConfig<int> { InitialState = 0, WaitStrategy = strategy },
            "count");
}
