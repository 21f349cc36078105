using Durable.Model;

namespace Durable.Testing;

/// <summary>How long an execution may take, and how long it is kept.</summary>
public abstract class TimeoutContract<TFixture> : HostContract<TFixture>
    where TFixture : HostFixture, new()
{
    [Fact]
    public async Task An_execution_that_takes_too_long_ends_timed_out_and_its_step_is_cancelled()
    {
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await ServeAsync(
            context => context.StepAsync(async (_, token) =>
            {
                // Not disposed: the wait below is cancelled first, and its end would take this back.
                token.Register(cancelled.SetResult);
                entered.SetResult();
                await new TaskCompletionSource().Task.WaitAsync(token);
            }),
            static options => options.ExecutionTimeout = TimeSpan.FromSeconds(90));
        var start = Clock.GetUtcNow();
        var execution = await StartAsync();
        await entered.Task.OrFail();

        Clock.Advance(TimeSpan.FromSeconds(90));
        var description = await execution.WaitForCompletionAsync().OrFail();

        await cancelled.Task.OrFail();
        Assert.Equal((ExecutionStatus.TimedOut, start.AddSeconds(90)), (description.Status, description.EndedAt!.Value));
        Assert.Equal(new ErrorObject { ErrorMessage = "Execution timed out after 90 seconds." }, description.Error);
        Assert.Equal([HistoryEventType.ExecutionTimedOut, HistoryEventType.InvocationCompleted], (await Client.ReadHistoryAsync(execution.Id)).Types.TakeLast(2));
    }

    [Theory]
    [InlineData(20)]
    [InlineData(3_000)]
    public async Task A_waiting_execution_times_out_too(int seconds)
    {
        await ServeAsync(
            context => context.WaitAsync(TimeSpan.FromSeconds(2 * seconds)), options => options.ExecutionTimeout = TimeSpan.FromSeconds(seconds));
        var execution = await StartAsync();
        await WhenWaitingAsync(execution);

        await LeapAsync(TimeSpan.FromSeconds(seconds));
        var description = await Clock.DriveAsync(execution.WaitForCompletionAsync());

        Assert.Equal(ExecutionStatus.TimedOut, description.Status);
        Assert.Equal(0, (await Client.ReadHistoryAsync(execution.Id)).Count(HistoryEventType.WaitSucceeded));
    }

    [Fact]
    public async Task An_execution_whose_time_ran_out_while_no_host_ran_times_out_at_the_next_start()
    {
        var runs = 0;
        await ServeAsync(
            async context =>
            {
                runs++;
                await context.WaitAsync(TimeSpan.FromSeconds(30));
                return await context.StepAsync((_, _) => Task.FromResult(runs));
            },
            static options => options.ExecutionTimeout = TimeSpan.FromMinutes(1));
        var execution = await StartAsync();
        await WhenWaitingAsync(execution);
        await Host.KillAsync();
        Clock.Advance(TimeSpan.FromMinutes(2));

        await Host.RestartAsync();

        Assert.Equal(ExecutionStatus.TimedOut, (await Client.WaitForCompletionAsync(execution.Id).OrFail()).Status);
        Assert.Equal(0, (await Client.ReadHistoryAsync(execution.Id)).Count(HistoryEventType.StepSucceeded));
    }

    [Fact]
    public async Task Whoever_waits_for_the_result_learns_of_the_timeout()
    {
        await ServeAsync(
            static async context =>
            {
                await context.WaitAsync(TimeSpan.FromDays(1));
                return 1;
            },
            static options => options.ExecutionTimeout = TimeSpan.FromSeconds(30));
        var execution = await StartAsync();
        var waiting = execution.WithResult<int>().WaitForResultAsync();
        await WhenWaitingAsync(execution);

        Clock.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal(ExecutionStatus.TimedOut, (await Assert.ThrowsAsync<ExecutionFailedException>(() => waiting.OrFail())).Status);
    }

    [Fact]
    public async Task An_ended_execution_is_kept_for_its_retention_and_then_forgotten()
    {
        await ServeAsync(static _ => Task.FromResult(42), static options => options.Retention = TimeSpan.FromDays(2));
        var execution = await StartAsync("order-1");
        await execution.WaitForCompletionAsync().OrFail();

        Clock.Advance(TimeSpan.FromDays(2) - TimeSpan.FromSeconds(1));
        Assert.Equal("42", (await execution.DescribeAsync()).Result);
        Clock.Advance(TimeSpan.FromSeconds(1));

        await Assert.ThrowsAsync<ExecutionNotFoundException>(() => execution.DescribeAsync());
        await Assert.ThrowsAsync<ExecutionNotFoundException>(() => execution.GetHistoryAsync());
        await Assert.ThrowsAsync<ExecutionNotFoundException>(() => execution.StopAsync());
        await Assert.ThrowsAsync<ExecutionNotFoundException>(() => execution.WaitForCompletionAsync());
        Assert.Empty((await Client.ListAsync(new ExecutionQuery())).Executions);
    }

    [Fact]
    public async Task After_its_retention_a_name_is_free_again_for_another_input()
    {
        await Host.StartAsync(durable => durable.AddFunction<int, int>(
            Function, static (input, _) => Task.FromResult(input), static options => options.Retention = TimeSpan.FromDays(1)));
        var options = new StartOptions { Name = "order-1" };
        var first = await (await Client.StartAsync(Function, 1, options)).WaitForCompletionAsync().OrFail();
        Clock.Advance(TimeSpan.FromDays(1));

        var second = await Client.StartAsync(Function, 2, options).OrFail();

        Assert.Equal(2, await second.WithResult<int>().WaitForResultAsync().OrFail());
        Assert.NotEqual(first.Arn, (await second.DescribeAsync()).Arn);
    }

    [Fact]
    public async Task A_running_execution_is_kept_however_long_it_takes()
    {
        await ServeAsync(
            static async context =>
            {
                await context.WaitAsync(TimeSpan.FromDays(300));
                return 42;
            },
            static options => options.Retention = TimeSpan.FromDays(1));
        var execution = await StartAsync();
        await WhenWaitingAsync(execution);

        Clock.Advance(TimeSpan.FromDays(299));

        Assert.Equal(ExecutionStatus.Running, (await execution.DescribeAsync()).Status);
    }

    [Theory]
    [InlineData(0.5, 14)]
    [InlineData(31_622_401, 14)]
    [InlineData(60, 0.5)]
    [InlineData(60, 91)]
    public async Task A_timeout_or_retention_out_of_range_is_refused_when_the_host_is_configured(double timeoutSeconds, double retentionDays) =>
        await Assert.ThrowsAsync<ArgumentException>(() => ServeAsync(
            static _ => Task.FromResult(1),
            options => (options.ExecutionTimeout, options.Retention) = (TimeSpan.FromSeconds(timeoutSeconds), TimeSpan.FromDays(retentionDays))));
}
