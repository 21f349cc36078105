using Durable.Model;

namespace Durable.Testing;

/// <summary>Stopping executions.</summary>
public abstract class StopContract<TFixture> : HostContract<TFixture>
    where TFixture : HostFixture, new()
{
    private static readonly ErrorObject s_reason = new() { ErrorType = "Operator", ErrorMessage = "wrong order", ErrorData = "#7" };

    private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task Stopping_cancels_the_token_of_a_running_step()
    {
        var cancelled = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        await ServeAsync(context => context.StepAsync(async (_, token) =>
        {
            _entered.SetResult();
            try
            {
                await new TaskCompletionSource().Task.WaitAsync(token);
            }
            finally
            {
                cancelled.SetResult(token.IsCancellationRequested && context.CancellationToken.IsCancellationRequested);
            }
        }));
        var execution = await StartAsync();
        await _entered.Task.OrFail();

        var endedAt = await execution.StopAsync(s_reason).OrFail();

        Assert.True(await cancelled.Task.OrFail());
        var description = await execution.DescribeAsync();
        Assert.Equal((ExecutionStatus.Stopped, endedAt, s_reason), (description.Status, description.EndedAt!.Value, description.Error));
    }

    [Fact]
    public async Task Stopping_does_not_wait_for_a_step_that_ignores_its_token()
    {
        await ServeAsync(context => context.StepAsync(async (_, _) =>
        {
            _entered.SetResult();
            await new TaskCompletionSource().Task;
        }));
        var execution = await StartAsync();
        await _entered.Task.OrFail();

        await execution.StopAsync(s_reason).OrFail();

        Assert.Equal(ExecutionStatus.Stopped, (await execution.DescribeAsync()).Status);
    }

    [Fact]
    public async Task What_a_step_returns_after_the_stop_is_not_recorded()
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var nextRan = false;
        var left = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await ServeAsync(async context =>
        {
            try
            {
                await context.StepAsync(async (_, _) =>
                {
                    _entered.SetResult();
                    await release.Task;
                });
                await context.StepAsync((_, _) => Task.FromResult(nextRan = true));
            }
            finally
            {
                left.SetResult();
            }
        });
        var execution = await StartAsync();
        await _entered.Task.OrFail();
        await execution.StopAsync(s_reason).OrFail();

        release.SetResult();
        await left.Task.OrFail();

        Assert.False(nextRan);
        var history = await Client.ReadHistoryAsync(execution.Id);
        Assert.Equal(0, history.Count(HistoryEventType.StepSucceeded));
        Assert.Equal(HistoryEventType.ExecutionStopped, history.Types[^2]);
    }

    [Fact]
    public async Task The_end_of_the_execution_comes_before_the_end_of_the_invocation()
    {
        await ServeAsync(context => context.StepAsync(async (_, token) =>
        {
            _entered.SetResult();
            await new TaskCompletionSource().Task.WaitAsync(token);
        }));
        var execution = await StartAsync();
        await _entered.Task.OrFail();
        await execution.StopAsync(s_reason).OrFail();

        var history = await Client.ReadHistoryAsync(execution.Id);

        Assert.Equal(
            [HistoryEventType.ExecutionStarted, HistoryEventType.StepStarted, HistoryEventType.ExecutionStopped, HistoryEventType.InvocationCompleted],
            history.Types);
        Assert.Equal(s_reason, history.Events[2].Details.Error!.Payload);
    }

    [Theory]
    [InlineData(30)]
    [InlineData(100_000)]
    public async Task A_waiting_execution_can_be_stopped(int seconds)
    {
        await ServeAsync(context => context.WaitAsync(TimeSpan.FromSeconds(seconds)));
        var execution = await StartAsync();
        await WhenWaitingAsync(execution);
        Clock.Advance(TimeSpan.FromSeconds(10));

        var endedAt = await execution.StopAsync(s_reason).OrFail();

        Assert.Equal(Clock.GetUtcNow(), endedAt);
        Clock.Advance(TimeSpan.FromSeconds(seconds));
        Assert.Equal(ExecutionStatus.Stopped, (await execution.DescribeAsync()).Status);
        Assert.Equal(1, (await Client.ReadHistoryAsync(execution.Id)).OpenWaits);
    }

    [Fact]
    public async Task An_execution_between_two_attempts_can_be_stopped()
    {
        var runs = 0;
        await ServeAsync(context => context.StepAsync<int>((_, _) =>
        {
            runs++;
            throw new TimeoutException("no");
        }));
        var execution = await StartAsync();
        await Host.WhenHistoryAsync(execution.Id, static history => history.Count(HistoryEventType.StepFailed) == 1);

        await execution.StopAsync(s_reason).OrFail();
        Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(ExecutionStatus.Stopped, (await execution.DescribeAsync()).Status);
        Assert.Equal(1, runs);
    }

    [Fact]
    public async Task Whoever_waits_for_the_result_learns_of_the_stop()
    {
        await ServeAsync(static async context =>
        {
            await context.WaitAsync(TimeSpan.FromDays(1));
            return 1;
        });
        var execution = await StartAsync();
        var waiting = execution.WithResult<int>().WaitForResultAsync();
        await WhenWaitingAsync(execution);

        await execution.StopAsync(s_reason).OrFail();

        var error = await Assert.ThrowsAsync<ExecutionFailedException>(() => waiting.OrFail());
        Assert.Equal((ExecutionStatus.Stopped, s_reason), (error.Status, error.Error));
    }

    [Fact]
    public async Task Without_a_reason_the_error_is_empty()
    {
        await ServeAsync(static context => context.WaitAsync(TimeSpan.FromDays(1)));
        var execution = await StartAsync();

        await execution.StopAsync().OrFail();

        Assert.Equal(new ErrorObject(), (await execution.DescribeAsync()).Error);
    }

    [Fact]
    public async Task Stopping_twice_is_stopping_once()
    {
        await ServeAsync(static context => context.WaitAsync(TimeSpan.FromDays(1)));
        var execution = await StartAsync();
        var first = await execution.StopAsync(s_reason).OrFail();
        Clock.Advance(TimeSpan.FromMinutes(1));

        var second = await execution.StopAsync(new ErrorObject { ErrorMessage = "again" }).OrFail();

        Assert.Equal(first, second);
        Assert.Equal(s_reason, (await execution.DescribeAsync()).Error);
    }

    [Fact]
    public async Task Stops_at_the_same_time_are_one()
    {
        await ServeAsync(static context => context.WaitAsync(TimeSpan.FromDays(1)));
        var execution = await StartAsync();

        var ends = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => execution.StopAsync(s_reason))).OrFail();

        Assert.Single(ends.Distinct());
        Assert.Equal(1, (await Client.ReadHistoryAsync(execution.Id)).Count(HistoryEventType.ExecutionStopped));
    }

    [Fact]
    public async Task Stopping_an_ended_execution_changes_nothing()
    {
        await ServeAsync(static _ => Task.FromResult(42));
        var execution = await StartAsync();
        var description = await execution.WaitForCompletionAsync().OrFail();
        Clock.Advance(TimeSpan.FromMinutes(1));

        var endedAt = await execution.StopAsync(s_reason).OrFail();

        Assert.Equal(description.EndedAt, endedAt);
        Assert.Equal((ExecutionStatus.Succeeded, "42"), ((await execution.DescribeAsync()).Status, (await execution.DescribeAsync()).Result));
    }

    [Fact]
    public async Task An_execution_that_is_not_there_cannot_be_stopped()
    {
        await ServeAsync(static _ => Task.FromResult(1));

        await Assert.ThrowsAsync<ExecutionNotFoundException>(() => Client.StopAsync(new ExecutionId(Function, "nobody")).OrFail());
    }

    [Fact]
    public async Task A_reason_that_is_too_long_is_shortened()
    {
        await ServeAsync(static context => context.WaitAsync(TimeSpan.FromDays(1)));
        var execution = await StartAsync();

        await execution.StopAsync(new ErrorObject { ErrorMessage = new string('x', 100_000) }).OrFail();

        Assert.EndsWith("[shortened]", (await execution.DescribeAsync()).Error!.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_function_cannot_catch_its_stop()
    {
        var refused = new TaskCompletionSource<Exception>(TaskCreationOptions.RunContinuationsAsynchronously);
        await ServeAsync(async context =>
        {
            try
            {
                await context.WaitAsync(TimeSpan.FromDays(1));
            }
            catch (OperationCanceledException)
            {
                try
                {
                    await context.StepAsync((_, _) => Task.FromResult(1), "compensation");
                }
                catch (Exception exception)
                {
                    refused.SetResult(exception);
                }
            }

            return "caught";
        });
        var execution = await StartAsync();
        await Host.WhenHistoryAsync(execution.Id, static history => history.OpenWaits == 1);

        await execution.StopAsync(s_reason).OrFail();

        var description = await execution.DescribeAsync();
        Assert.Equal((ExecutionStatus.Stopped, null), (description.Status, description.Result));
        Assert.Empty((await Client.ReadHistoryAsync(execution.Id)).Named("compensation"));
    }
}
