using Durable.Model;
using Durable.Storage;
using Durable.Testing;

namespace Durable.Embedded.Tests;

public sealed class HibernationTests : HostContract<EmbeddedHostFixture>
{
    private static readonly TimeSpan s_threshold = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task A_wait_up_to_the_threshold_is_spent_in_memory()
    {
        var runs = 0;
        await HostAsync(async context =>
        {
            runs++;
            await context.WaitAsync(s_threshold);
            return runs;
        });
        var execution = await StartAsync();
        await WhenWaitingAsync(execution);

        Assert.Equal(1, Host.Executions.ActiveCount);
        Clock.Advance(s_threshold);

        Assert.Equal(1, await execution.WithResult<int>().WaitForResultAsync().OrFail());
    }

    [Fact]
    public async Task A_longer_wait_leaves_memory_and_is_replayed_when_it_is_over()
    {
        var runs = 0;
        await HostAsync(async context =>
        {
            runs++;
            await context.WaitAsync(TimeSpan.FromSeconds(21));
            return runs;
        });
        var execution = await StartAsync();
        await WhenAsleepAsync(execution);

        Assert.Equal(0, Host.Executions.ActiveCount);
        Assert.Equal(
            new WakeUp(Clock.GetUtcNow().AddSeconds(21), WakeUpKind.Timer),
            (await Host.Store.ReadHeadAsync(execution.Id, includeData: false))!.WakeUp);

        Assert.Equal(2, await SleepThroughAsync(execution.WithResult<int>().WaitForResultAsync(), TimeSpan.FromSeconds(21)));
    }

    [Fact]
    public async Task A_hibernated_execution_is_not_woken_before_its_time()
    {
        var runs = 0;
        await HostAsync(async context =>
        {
            runs++;
            await context.WaitAsync(TimeSpan.FromDays(3));
            return runs;
        });
        var execution = await StartAsync();
        await WhenAsleepAsync(execution);
        Host.Store.ResetCounts();

        await LeapAsync(TimeSpan.FromDays(3) - TimeSpan.FromMilliseconds(1));
        Assert.Equal((1, 0L), (runs, Host.Store.Count(StoreRequestKind.Load)));

        Assert.Equal(2, await Clock.DriveAsync(execution.WithResult<int>().WaitForResultAsync()));
    }

    [Fact]
    public async Task A_hibernated_execution_is_woken_by_a_later_host()
    {
        await HostAsync(static async context =>
        {
            await context.WaitAsync(TimeSpan.FromHours(1));
            return "awake";
        });
        var execution = await StartAsync();
        await WhenAsleepAsync(execution);
        await Host.RestartAsync();
        Assert.Equal(0, Host.Executions.ActiveCount);

        Assert.Equal("awake", await SleepThroughAsync(Client.WaitForResultAsync<string>(execution.Id), TimeSpan.FromHours(1)));
    }

    [Fact]
    public async Task A_hibernated_execution_that_came_due_while_no_host_ran_is_woken_at_the_start()
    {
        await HostAsync(static async context =>
        {
            await context.WaitAsync(TimeSpan.FromHours(1));
            return "awake";
        });
        var execution = await StartAsync();
        await WhenAsleepAsync(execution);
        await Host.KillAsync();
        Clock.Advance(TimeSpan.FromDays(1));

        await Host.RestartAsync();

        Assert.Equal("awake", await Client.WaitForResultAsync<string>(execution.Id).OrFail());
    }

    [Fact]
    public async Task Hibernation_looks_in_history_like_a_suspension_in_memory()
    {
        static async Task<int> FunctionAsync(IDurableContext context)
        {
            await context.StepAsync((_, _) => Task.FromResult(1));
            await context.WaitAsync(TimeSpan.FromSeconds(30));
            return await context.StepAsync((_, _) => Task.FromResult(2));
        }

        async Task<History> HistoryAsync(TimeSpan threshold)
        {
            await Host.RestartAsync(durable => durable
                .ConfigureEngine(options => options.HibernateAfter = threshold)
                .AddFunction<string?, int>(Function, (_, context) => FunctionAsync(context)));
            var execution = await StartAsync();
            await WhenWaitingAsync(execution);
            await Clock.DriveAsync(execution.WaitForCompletionAsync());
            return await Client.ReadHistoryAsync(execution.Id);
        }

        var inMemory = await HistoryAsync(TimeSpan.FromMinutes(1));
        var hibernated = await HistoryAsync(TimeSpan.FromSeconds(1));

        Assert.Equal(inMemory.Types, hibernated.Types);
        Assert.Equal(2, hibernated.Count(HistoryEventType.InvocationCompleted));
    }

    [Fact]
    public async Task A_retry_that_is_far_away_hibernates_too()
    {
        var strategy = RetryStrategy.Exponential(2, TimeSpan.FromMinutes(5), jitter: JitterStrategy.None);
        await HostAsync(context => context.StepAsync(
            (step, _) => step.AttemptNumber == 1 ? throw new TimeoutException("once") : Task.FromResult(step.AttemptNumber),
            config: new StepConfig { RetryStrategy = strategy }));
        var execution = await StartAsync();
        await Host.WhenHistoryAsync(execution.Id, static history => history.Count(HistoryEventType.InvocationCompleted) == 1);

        Assert.Equal(2, await SleepThroughAsync(execution.WithResult<int>().WaitForResultAsync(), TimeSpan.FromMinutes(5)));
    }

    [Fact]
    public async Task The_nearest_of_several_waits_decides()
    {
        List<string> order = [];
        await HostAsync(async context =>
        {
            async Task WaitAsync(string name, TimeSpan duration)
            {
                await context.WaitAsync(duration, name);
                order.Add(name);
            }

            await Task.WhenAll(WaitAsync("day", TimeSpan.FromDays(1)), WaitAsync("hour", TimeSpan.FromHours(1)), WaitAsync("minute", TimeSpan.FromMinutes(1)));
            return 1;
        });
        var execution = await StartAsync();
        await WhenWaitingAsync(execution, waits: 3);
        foreach (var over in new[] { 1, 2, 3 })
        {
            var wakeAt = (await Host.Store.ReadHeadAsync(execution.Id, includeData: false))!.WakeUp!.Value.At;
            Assert.Equal(execution.Id, (await Host.Store.ReadDueAsync(new DueQuery { Until = wakeAt })).Single().Id);
            await LeapAsync(wakeAt - Clock.GetUtcNow());
            await Clock.DriveAsync(Host.WhenHistoryAsync(
                execution.Id,
                history => history.Count(HistoryEventType.WaitSucceeded) == over && history.Types[^1] is HistoryEventType.InvocationCompleted or HistoryEventType.ExecutionSucceeded));
        }

        await execution.WaitForCompletionAsync().OrFail();

        // Each line is one replay; what was over before comes in the order in which it ended.
        Assert.Equal(
            [
                "minute",
                "minute", "hour",
                "minute", "hour", "day",
            ],
            order);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(1_200)]
    public async Task Any_number_of_hibernated_executions_wake_up_together(int count)
    {
        await HostAsync(static async context =>
        {
            await context.WaitAsync(TimeSpan.FromHours(1));
            return await context.StepAsync((_, _) => Task.FromResult(1));
        });
        var executions = new ExecutionHandle[count];
        for (var i = 0; i < count; i++)
        {
            executions[i] = await StartAsync();
        }

        foreach (var execution in executions)
        {
            await WhenAsleepAsync(execution);
        }

        var results = await SleepThroughAsync(
            Task.WhenAll(executions.Select(static execution => execution.WithResult<int>().WaitForResultAsync())), TimeSpan.FromHours(1));

        Assert.Equal(count, results.Sum());
        Assert.Equal(0, Host.Executions.ActiveCount);
    }

    [Fact]
    public async Task Nothing_runs_for_hibernated_executions()
    {
        await HostAsync(static context => context.WaitAsync(TimeSpan.FromDays(10)));
        var execution = await StartAsync();
        await WhenAsleepAsync(execution);
        await Host.WhenIdleAsync().OrFail();
        Host.Store.ResetCounts();

        Clock.Advance(TimeSpan.FromHours(12));

        // But for the deletion of what is too old, twice a day here.
        Assert.Equal(0, Enum.GetValues<StoreRequestKind>().Where(static kind => kind != StoreRequestKind.DeleteExpired).Sum(Host.Store.Count));
    }

    private Task HostAsync<T>(Func<IDurableContext, Task<T>> function) => Host.StartAsync(durable => durable
        .ConfigureEngine(static options => options.HibernateAfter = s_threshold)
        .AddFunction<string?, T>(Function, (_, context) => function(context)));

    private Task HostAsync(Func<IDurableContext, Task> function) => Host.StartAsync(durable => durable
        .ConfigureEngine(static options => options.HibernateAfter = s_threshold)
        .AddFunction<string?>(Function, (_, context) => function(context)));

    // An execution that is still on its way out of memory has its last commit behind it.
    private async Task WhenAsleepAsync(ExecutionHandle execution)
    {
        await WhenWaitingAsync(execution);
        await Host.Executions.WhenGoneAsync(execution.Id).OrFail();
    }

    private async Task<T> SleepThroughAsync<T>(Task<T> result, TimeSpan duration)
    {
        await LeapAsync(duration);
        return await Clock.DriveAsync(result);
    }
}
