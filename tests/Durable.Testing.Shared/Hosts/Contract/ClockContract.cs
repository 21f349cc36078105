using Durable.Model;
using Durable.Storage;

namespace Durable.Testing;

/// <summary>Clocks that jump: what is due is due by the wall clock, and a clock that is wrong damages nothing.</summary>
public abstract class ClockContract<TFixture> : HostContract<TFixture>
    where TFixture : HostFixture, new()
{
    private static readonly TimeSpan s_sleep = TimeSpan.FromHours(3);

    /// <summary>Whether the host counts the time of executions that have left memory; a cluster waits for the clock.</summary>
    protected virtual bool CountsTimeOfHibernated => true;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_sleep_that_a_jump_ends_is_woken_at_the_next_look(bool hibernates)
    {
        await ServeSleepingAsync(hibernates);
        var execution = await StartAsync();
        await WhenAsleepAsync(execution, hibernates);

        Clock.Jump(TimeSpan.FromDays(1));
        Host.LookAtClock();

        Assert.Equal("awake", await Clock.DriveAsync(execution.WithResult<string>().WaitForResultAsync()));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_sleep_is_not_late_when_the_clock_goes_back(bool hibernates)
    {
        if (hibernates && !CountsTimeOfHibernated)
        {
            return;
        }

        await ServeSleepingAsync(hibernates);
        var execution = await StartAsync();
        await WhenAsleepAsync(execution, hibernates);
        Clock.Jump(TimeSpan.FromDays(-1));
        Host.LookAtClock();
        await Host.WhenAtRestAsync();

        Clock.Advance(s_sleep - TimeSpan.FromSeconds(10));
        Host.LookAtClock();
        await Host.WhenAtRestAsync();
        Assert.Equal(1, (await Client.ReadHistoryAsync(execution.Id)).OpenWaits);
        Clock.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal("awake", await Clock.DriveAsync(execution.WithResult<string>().WaitForResultAsync()));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_sleep_begun_after_the_clock_went_back_lasts_its_time(bool hibernates)
    {
        await ServeSleepingAsync(hibernates);
        var before = await StartAsync();
        await WhenAsleepAsync(before, hibernates);
        Clock.Jump(TimeSpan.FromDays(-1));
        Host.LookAtClock();
        var execution = await StartAsync();
        await WhenAsleepAsync(execution, hibernates);

        Clock.Advance(s_sleep - TimeSpan.FromSeconds(10));
        Host.LookAtClock();
        await Host.WhenAtRestAsync();
        Assert.Equal(1, (await Client.ReadHistoryAsync(execution.Id)).OpenWaits);
        Clock.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal("awake", await Clock.DriveAsync(execution.WithResult<string>().WaitForResultAsync()));
    }

    [Fact]
    public async Task A_clock_that_jumps_there_and_back_wakes_nothing_twice()
    {
        await ServeSleepingAsync(hibernates: false);
        var execution = await StartAsync();
        await WhenAsleepAsync(execution, hibernates: false);

        Clock.Jump(TimeSpan.FromDays(1));
        Host.LookAtClock();
        await Clock.DriveAsync(execution.WaitForCompletionAsync());
        Clock.Jump(TimeSpan.FromDays(-1));
        Host.LookAtClock();
        await Host.WhenAtRestAsync();

        var history = await Client.ReadHistoryAsync(execution.Id);
        Assert.Equal((1, 1), (history.Count(HistoryEventType.WaitSucceeded), history.Count(HistoryEventType.ExecutionSucceeded)));
    }

    [Fact]
    public async Task A_jump_by_which_nothing_is_due_asks_the_store_nothing()
    {
        await ServeSleepingAsync(hibernates: false);
        var execution = await StartAsync();
        await WhenAsleepAsync(execution, hibernates: false);
        await Host.WhenAtRestAsync();
        Host.Store.ResetCounts();

        Clock.Jump(TimeSpan.FromMinutes(2));
        Host.LookAtClock();
        await Host.WhenAtRestAsync();

        Assert.Equal(0, Enum.GetValues<StoreRequestKind>().Sum(Host.Store.Count));
    }

    [Fact]
    public async Task A_host_whose_clock_is_days_back_goes_on_with_what_ran()
    {
        await ServeSleepingAsync(hibernates: false);
        var execution = await StartAsync();
        await WhenAsleepAsync(execution, hibernates: false);
        await Host.KillAsync();
        Clock.Jump(TimeSpan.FromDays(-2));

        await Host.RestartAsync();
        await Host.WhenAtRestAsync();
        Assert.Null((await Host.Store.ReadHeadAsync(execution.Id, includeData: false))!.ParkedAt);
        Clock.Advance(s_sleep);

        Assert.Equal("awake", await Clock.DriveAsync(Client.WaitForResultAsync<string>(execution.Id)));
        Assert.Single(Host.Log.Lines, static line => line.Message.Contains("goes up to", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_sleeps_until_a_time_ahead_wakes_when_the_clock_is_right()
    {
        await ServeSleepingAsync(hibernates: true);
        var execution = await StartAsync();
        await WhenAsleepAsync(execution, hibernates: true);
        await Host.KillAsync();
        Clock.Jump(TimeSpan.FromDays(-2));
        await Host.RestartAsync();

        Clock.Jump(TimeSpan.FromDays(2) + s_sleep);
        Host.LookAtClock();

        Assert.Equal("awake", await Clock.DriveAsync(Client.WaitForResultAsync<string>(execution.Id)));
    }

    private Task ServeSleepingAsync(bool hibernates) => Host.StartAsync(durable => durable
        .ConfigureEngine(options => options.HibernateAfter = hibernates ? TimeSpan.FromSeconds(20) : TimeSpan.FromDays(1))
        .AddFunction<string?, string>(Function, static async (_, context) =>
        {
            await context.StepAsync(static (_, _) => Task.FromResult(1), "before");
            await context.WaitAsync(s_sleep);
            return await context.StepAsync(static (_, _) => Task.FromResult("awake"), "after");
        }));

    private async Task WhenAsleepAsync(ExecutionHandle execution, bool hibernates)
    {
        await WhenWaitingAsync(execution);
        if (hibernates)
        {
            await Host.WhenHeadAsync(execution.Id, static head => head.WakeUp is { Kind: WakeUpKind.Timer }).OrFail();
        }

        await Host.WhenAtRestAsync();
    }
}
