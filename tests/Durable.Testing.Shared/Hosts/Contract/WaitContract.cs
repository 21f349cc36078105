using Durable.Model;

namespace Durable.Testing;

/// <summary>Waits: bounds, rounding, when they end, and what they cost.</summary>
public abstract class WaitContract<TFixture> : HostContract<TFixture>
    where TFixture : HostFixture, new()
{
    [Fact]
    public async Task A_wait_ends_exactly_when_its_time_is_over()
    {
        await ServeAsync(async context =>
        {
            await context.WaitAsync(TimeSpan.FromSeconds(5));
            return Clock.GetUtcNow();
        });
        var start = Clock.GetUtcNow();
        var execution = await StartAsync();
        await WhenWaitingAsync(execution);

        Clock.Advance(TimeSpan.FromSeconds(4.999));
        Assert.Equal(1, (await Client.ReadHistoryAsync(execution.Id)).OpenWaits);
        Clock.Advance(TimeSpan.FromSeconds(0.001));

        Assert.Equal(start.AddSeconds(5), await execution.WithResult<DateTimeOffset>().WaitForResultAsync().OrFail());
    }

    [Fact]
    public async Task A_wait_shows_as_two_invocations()
    {
        await ServeAsync(context => context.WaitAsync(TimeSpan.FromSeconds(2), "pause"));
        var start = Clock.GetUtcNow();
        var execution = await StartAsync();
        await WhenWaitingAsync(execution);
        Clock.Advance(TimeSpan.FromSeconds(2));
        await execution.WaitForCompletionAsync().OrFail();

        var history = await Client.ReadHistoryAsync(execution.Id);
        Assert.Equal(
            [
                HistoryEventType.ExecutionStarted, HistoryEventType.WaitStarted, HistoryEventType.InvocationCompleted,
                HistoryEventType.WaitSucceeded, HistoryEventType.InvocationCompleted, HistoryEventType.ExecutionSucceeded,
            ],
            history.Types);
        var started = history.Events[1];
        Assert.Equal(("1", "pause", "Wait", null), (started.Id, started.Name, started.SubType, started.ParentId));
        Assert.Equal((2, start.AddSeconds(2)), (started.Details.Duration, started.Details.ScheduledEndTimestamp));
        Assert.Equal((start, start), (history.Events[2].Details.StartTimestamp, history.Events[2].Details.EndTimestamp));
        Assert.Equal(start.AddSeconds(2), history.Events[3].EventTimestamp);
        Assert.Equal(start.AddSeconds(2), history.Events[4].Details.StartTimestamp);
    }

    [Theory]
    [InlineData(1_000, 1)]
    [InlineData(1_001, 2)]
    [InlineData(59_500, 60)]
    public async Task A_duration_is_rounded_up_to_whole_seconds(int milliseconds, int seconds)
    {
        var history = await RunForHistoryAsync(async context =>
        {
            await context.WaitAsync(TimeSpan.FromMilliseconds(milliseconds));
            return 1;
        });

        Assert.Equal(seconds, Assert.Single(history.Of(HistoryEventType.WaitStarted)).Details.Duration);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(0.999)]
    [InlineData(31_622_401)]
    public async Task A_duration_outside_1_second_to_366_days_is_refused_and_leaves_no_trace(double seconds)
    {
        var history = await RunForHistoryAsync(async context =>
        {
            await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => context.WaitAsync(TimeSpan.FromSeconds(seconds)));
            await context.WaitAsync(TimeSpan.FromSeconds(1));
            return 1;
        });

        Assert.Equal("1", Assert.Single(history.Of(HistoryEventType.WaitStarted)).Id);
    }

    [Fact]
    public async Task The_longest_wait_is_366_days()
    {
        await ServeAsync(context => context.WaitAsync(DurableLimits.MaxDelay));
        var execution = await StartAsync();

        var history = await Host.WhenHistoryAsync(execution.Id, static history => history.OpenWaits == 1);

        Assert.Equal(366L * 24 * 3600, history.Of(HistoryEventType.WaitStarted)[0].Details.Duration);
    }

    [Fact]
    public async Task A_wait_of_weeks_ends_in_time()
    {
        await ServeAsync(async context =>
        {
            await context.WaitAsync(TimeSpan.FromDays(20));
            return Clock.GetUtcNow();
        });
        var start = Clock.GetUtcNow();
        var execution = await StartAsync();
        await Host.WhenHistoryAsync(execution.Id, static history => history.OpenWaits == 1);

        await LeapAsync(TimeSpan.FromDays(20) - TimeSpan.FromMinutes(1));
        Assert.Equal(1, (await Client.ReadHistoryAsync(execution.Id)).OpenWaits);
        var end = await Clock.DriveAsync(execution.WithResult<DateTimeOffset>().WaitForResultAsync());

        // Woken out of the store, a moment later than one in memory.
        Assert.InRange(end, start.AddDays(20), start.AddDays(20) + Host.WakeUpLateness);
    }

    [Fact]
    public async Task Waits_started_together_end_in_the_order_they_are_due()
    {
        var order = await RunAsync(async context =>
        {
            List<int> ended = [];
            async Task Wait(int seconds)
            {
                await context.WaitAsync(TimeSpan.FromSeconds(seconds));
                ended.Add(seconds);
            }

            await Task.WhenAll(Wait(3), Wait(1), Wait(2));
            return ended;
        });

        Assert.Equal([1, 2, 3], order);
    }

    [Fact]
    public async Task Hundreds_of_waits_that_end_together_cost_one_storage_request()
    {
        const int Waits = 500;
        var ended = 0;
        var writesBeforeTheLast = 0L;
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await ServeAsync(async context =>
        {
            async Task Wait()
            {
                await context.WaitAsync(TimeSpan.FromSeconds(10));
                if (++ended == Waits)
                {
                    writesBeforeTheLast = Host.Store.Writes;
                    all.SetResult();
                }
            }

            await Task.WhenAll(Enumerable.Range(0, Waits).Select(_ => Wait()));
        });
        var execution = await StartAsync();
        var history = await Host.WhenHistoryAsync(execution.Id, static history => history.OpenWaits == Waits);
        await Clock.WaitForTimerAsync(TimeSpan.FromSeconds(10)).OrFail();
        Assert.Equal(Waits, history.Count(HistoryEventType.WaitStarted));
        Host.Store.ResetCounts();

        Clock.Advance(TimeSpan.FromSeconds(10));
        await all.Task.OrFail();

        Assert.Equal(1, writesBeforeTheLast);
        await execution.WaitForCompletionAsync().OrFail();
        Assert.Equal(2, Host.Store.Writes);
    }

    [Fact]
    public async Task A_wait_ends_while_another_branch_is_busy()
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await ServeAsync(async context =>
        {
            var step = context.StepAsync(async (_, _) => await release.Task);
            await context.WaitAsync(TimeSpan.FromSeconds(5));
            release.SetResult();
            await step;
        });
        var execution = await StartAsync();

        var description = await Clock.DriveAsync(execution.WaitForCompletionAsync());

        Assert.Equal(ExecutionStatus.Succeeded, description.Status);
        Assert.Equal(1, (await Client.ReadHistoryAsync(execution.Id)).Count(HistoryEventType.InvocationCompleted));
    }

    [Fact]
    public async Task A_wait_that_ended_while_no_host_ran_is_over_at_the_next_start()
    {
        await ServeAsync(async context =>
        {
            await context.WaitAsync(TimeSpan.FromSeconds(30));
            return "awake";
        });
        var execution = await StartAsync();
        await Host.WhenHistoryAsync(execution.Id, static history => history.OpenWaits == 1);
        await Host.KillAsync();
        Clock.Advance(TimeSpan.FromDays(2));

        await Host.RestartAsync();

        Assert.Equal("awake", await Client.WaitForResultAsync<string>(execution.Id).OrFail());
    }

    [Fact]
    public async Task A_wait_is_not_prolonged_by_a_restart()
    {
        await ServeAsync(async context =>
        {
            await context.WaitAsync(TimeSpan.FromSeconds(30));
            return Clock.GetUtcNow();
        });
        var start = Clock.GetUtcNow();
        var execution = await StartAsync();
        await Host.WhenHistoryAsync(execution.Id, static history => history.OpenWaits == 1);
        Clock.Advance(TimeSpan.FromSeconds(20));

        await Host.RestartAsync();

        // A timer that is set while the clock moves would be late by as much.
        await Host.WhenAtRestAsync();
        Clock.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(start.AddSeconds(30), await Client.WaitForResultAsync<DateTimeOffset>(execution.Id).OrFail());
    }

    [Fact]
    public async Task Whoever_cancels_a_wait_gives_it_up_and_the_function_goes_on()
    {
        await ServeAsync(async context =>
        {
            using var source = new CancellationTokenSource();
            var wait = context.WaitAsync(TimeSpan.FromDays(1), cancellationToken: source.Token);
            await context.WaitAsync(TimeSpan.FromSeconds(1));

            // Not CancelAsync, which goes through the thread pool.
            source.Cancel();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
            return Clock.GetUtcNow();
        });
        var start = Clock.GetUtcNow();
        var execution = await StartAsync();
        await WhenWaitingAsync(execution, waits: 2);

        Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(start.AddSeconds(1), await execution.WithResult<DateTimeOffset>().WaitForResultAsync().OrFail());
    }

    [Fact]
    public async Task A_function_may_go_on_with_the_first_of_several_waits()
    {
        await ServeAsync(async context =>
        {
            var first = await Task.WhenAny(context.WaitAsync(TimeSpan.FromDays(1)), context.WaitAsync(TimeSpan.FromSeconds(1)));
            await first;
            return Clock.GetUtcNow();
        });
        var start = Clock.GetUtcNow();
        var execution = await StartAsync();
        await WhenWaitingAsync(execution, waits: 2);

        Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(start.AddSeconds(1), await execution.WithResult<DateTimeOffset>().WaitForResultAsync().OrFail());
    }
}
