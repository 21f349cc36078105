using Durable.Storage;
using Durable.Testing;
using Microsoft.Extensions.Logging;

namespace Durable.Embedded.Tests;

/// <summary>How a host finds what it must go on with, whatever clients do meanwhile.</summary>
public sealed class TakingUpTests : HostContract<EmbeddedHostFixture>
{
    [Fact]
    public async Task An_execution_that_is_joined_by_name_while_it_should_be_taken_up_is_not_forgotten()
    {
        await ServeAsync(static async context =>
        {
            await context.WaitAsync(TimeSpan.FromSeconds(30));
            return 42;
        });
        var execution = await StartAsync("order-1");
        await WhenWaitingAsync(execution);
        await Host.KillAsync();
        var readDue = (Host.Store.Hold(StoreRequestKind.ReadDue), Host.Store.Hold(StoreRequestKind.ReadDue));
        await Host.RestartAsync();
        await Task.WhenAll(readDue.Item1.Reached, readDue.Item2.Reached).OrFail();
        var create = Host.Store.Hold(StoreRequestKind.Create, afterwards: true);

        var joining = StartAsync("order-1");
        await create.Reached.OrFail();
        readDue.Item1.Open();
        readDue.Item2.Open();
        create.Open();
        await joining.OrFail();

        Assert.Equal(42, await Clock.DriveAsync(Client.WaitForResultAsync<int>(execution.Id)));
    }

    [Fact]
    public async Task The_log_tells_how_many_executions_were_taken_up_and_counts_no_new_ones()
    {
        await ServeAsync(static context => context.WaitAsync(TimeSpan.FromSeconds(30)));
        List<ExecutionId> executions = [];
        for (var i = 0; i < 3; i++)
        {
            var execution = await StartAsync();
            await WhenWaitingAsync(execution);
            executions.Add(execution.Id);
        }

        await Host.KillAsync();
        var readDue = (Host.Store.Hold(StoreRequestKind.ReadDue), Host.Store.Hold(StoreRequestKind.ReadDue));
        await Host.RestartAsync();
        await Task.WhenAll(readDue.Item1.Reached, readDue.Item2.Reached).OrFail();
        executions.Add((await StartAsync()).Id);
        readDue.Item1.Open();
        readDue.Item2.Open();
        await Clock.DriveAsync(Task.WhenAll(executions.Select(id => Client.WaitForCompletionAsync(id))));

        Assert.Equal(
            "Taking up 3 executions that the last process left behind.",
            Assert.Single(Host.Log.Lines, static line => line is { Level: LogLevel.Information, Category: not "OrleansDurable.Engine" }).Message);
    }

    [Fact]
    public async Task A_hibernated_execution_that_is_joined_by_name_when_it_is_due_is_not_forgotten()
    {
        await ServeAsync(static async context =>
        {
            await context.WaitAsync(TimeSpan.FromHours(1));
            return 42;
        });
        var execution = await StartAsync("order-1");
        await WhenWaitingAsync(execution);
        await Host.WhenIdleAsync().OrFail();
        var create = Host.Store.Hold(StoreRequestKind.Create, afterwards: true);
        var joining = StartAsync("order-1");
        await create.Reached.OrFail();

        Clock.Advance(TimeSpan.FromHours(1));
        create.Open();
        await joining.OrFail();

        Assert.Equal(42, await Clock.DriveAsync(execution.WithResult<int>().WaitForResultAsync()));
    }

    [Fact]
    public async Task Hibernated_executions_are_found_again_after_the_store_could_not_be_read()
    {
        await ServeAsync(static async context =>
        {
            await context.WaitAsync(TimeSpan.FromHours(1));
            return 42;
        });
        var execution = await StartAsync();
        await WhenWaitingAsync(execution);
        await Host.Executions.WhenGoneAsync(execution.Id).OrFail();
        await Host.WhenIdleAsync().OrFail();
        Host.Store.Inject(StoreRequestKind.ReadDue, StoreFault.FailBefore(), times: 3);
        Host.Store.Inject(StoreRequestKind.Load, StoreFault.FailBefore(), times: 3);

        await LeapAsync(TimeSpan.FromHours(1));

        Assert.Equal(42, await Clock.DriveAsync(execution.WithResult<int>().WaitForResultAsync()));
    }

    [Fact]
    public async Task Executions_of_a_function_that_is_gone_do_not_stand_in_the_way_of_others_nor_flood_the_log()
    {
        const int Gone = 1_001;
        await Host.StartAsync(static durable => durable
            .ConfigureEngine(static options => options.HibernateAfter = TimeSpan.Zero)
            .AddFunction<int, int>("gone", SleepAsync)
            .AddFunction<int, int>(Function, SleepAsync));
        for (var i = 0; i < Gone; i++)
        {
            var sleeper = await Client.StartAsync("gone", 60);
            await WhenWaitingAsync(sleeper);
            await Host.Executions.WhenGoneAsync(sleeper.Id).OrFail();
        }

        var execution = await Client.StartAsync(Function, 61);
        await WhenWaitingAsync(execution);
        await Host.Executions.WhenGoneAsync(execution.Id).OrFail();
        await Host.RestartAsync(static durable => durable.AddFunction<int, int>(Function, SleepAsync));

        await LeapAsync(TimeSpan.FromSeconds(61));
        Assert.Equal(61, await Clock.DriveAsync(Client.WaitForResultAsync<int>(execution.Id)));

        Assert.InRange(Host.Log.Lines.Count(static line => line.Level >= LogLevel.Error), 1, 2 * Gone);
    }

    [Fact]
    public async Task A_sweep_that_ends_while_others_fall_asleep_forgets_none()
    {
        await Host.StartAsync(static durable => durable
            .ConfigureEngine(static options => options.HibernateAfter = TimeSpan.Zero)
            .AddFunction<int, int>(Function, static async (rounds, context) =>
            {
                for (var i = 0; i < rounds; i++)
                {
                    await context.WaitAsync(TimeSpan.FromSeconds(1 + (i % 3)));
                }

                return rounds;
            }));

        var executions = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Client.StartAsync(Function, 100)));

        Assert.Equal(800, (await Clock.DriveAsync(Task.WhenAll(executions.Select(static item => item.WithResult<int>().WaitForResultAsync())))).Sum());
    }

    [Fact]
    public async Task What_is_too_old_is_deleted_in_the_background()
    {
        Host.Options = static options => options.RetentionSweepInterval = TimeSpan.FromHours(6);
        var atStart = Host.Store.Hold(StoreRequestKind.DeleteExpired);
        await ServeAsync(static _ => Task.FromResult(1), static options => options.Retention = TimeSpan.FromDays(1));
        await Clock.DriveAsync(atStart.Reached, reach: TimeSpan.FromMinutes(10));
        atStart.Open();
        await (await StartAsync()).WaitForCompletionAsync().OrFail();
        Host.Store.ResetCounts();

        for (var hours = 0; hours < 24; hours += 6)
        {
            var sweep = Host.Store.Hold(StoreRequestKind.DeleteExpired, afterwards: true);
            Clock.Advance(TimeSpan.FromHours(6));
            await sweep.Reached.OrFail();
            sweep.Open();
        }

        Assert.Equal(4, Host.Store.Count(StoreRequestKind.DeleteExpired));
        Assert.Equal(0, await Host.Store.DeleteExpiredAsync(Clock.GetUtcNow(), limit: 10));
    }

    [Fact]
    public async Task A_deletion_that_fails_is_tried_again_at_the_next_sweep()
    {
        Host.Options = static options => options.RetentionSweepInterval = TimeSpan.FromHours(6);
        Host.Store.Inject(StoreRequestKind.DeleteExpired, StoreFault.FailBefore(StoreFailure.Fatal));
        await ServeAsync(static _ => Task.FromResult(1));
        var sweep = Host.Store.Hold(StoreRequestKind.DeleteExpired);

        await Clock.DriveAsync(sweep.Reached, reach: TimeSpan.FromHours(6));

        sweep.Open();
        Assert.Single(Host.Log.Lines, static line => line.Level == LogLevel.Warning);
    }

    private static async Task<int> SleepAsync(int seconds, IDurableContext context)
    {
        await context.WaitAsync(TimeSpan.FromSeconds(seconds));
        return seconds;
    }
}
