using Durable.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Durable.Grains.Tests;

/// <summary>How many executions may run on a silo at once.</summary>
public sealed class AdmissionTests : HostContract<ClusterHostFixture>
{
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task A_start_that_finds_the_silo_full_is_refused_and_leaves_no_trace_and_may_be_tried_again()
    {
        await ServeAsync(context => context.StepAsync(async (_, _) =>
        {
            await _gate.Task;
            return 1;
        }), silo: 1);
        var running = new List<ExecutionHandle> { await StartAsync("first") };
        var refused = await FillAsync(running);

        Assert.Contains("1 executions are running on this silo. Nothing was started", refused.Error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ExecutionNotFoundException>(() => Client.DescribeAsync(refused.Id));

        // What is there is found, however full the silo is.
        Assert.Equal(running[0].Id, (await StartAsync("first")).Id);

        _gate.SetResult();
        foreach (var execution in running)
        {
            await execution.WaitForCompletionAsync().OrFail();
        }

        var again = await StartAsync(refused.Id.Name);
        Assert.Equal(1, await again.WithResult<int>().WaitForResultAsync().OrFail());
    }

    [Fact]
    public async Task Those_that_wait_do_not_count()
    {
        await ServeAsync(static context => context.WaitAsync(TimeSpan.FromSeconds(30)), silo: 1);
        for (var i = 0; i < 5; i++)
        {
            await WhenWaitingAsync(await StartAsync()).OrFail();
            await Host.WhenAtRestAsync().OrFail();
        }
    }

    [Fact]
    public async Task A_client_that_has_too_many_starts_under_way_refuses_the_next_one_itself()
    {
        Host.ConfigureClient = static client => client.MaxPendingStarts = 1;
        await ServeAsync(static _ => Task.FromResult(1), silo: 10);
        var create = Host.Store.Hold(StoreRequestKind.Create);
        var first = Client.StartAsync<string?>(Function, null);
        await create.Reached.OrFail();

        var second = Client.StartAsync<string?>(Function, null);

        Assert.True(second.IsCompleted);
        var error = await Assert.ThrowsAsync<DurableOverloadedException>(() => second);
        Assert.Equal(
            "1 starts of this client are under way. Nothing was started; try again later, or raise DurableClientOptions.MaxPendingStarts if the cluster has room.",
            error.Message);
        create.Open();
        await (await first.OrFail()).WaitForCompletionAsync().OrFail();
        await (await StartAsync().OrFail()).WaitForCompletionAsync().OrFail();
    }

    [Fact]
    public async Task A_start_that_the_store_holds_up_has_its_place_already_and_one_that_is_refused_costs_no_read()
    {
        await ServeAsync(static _ => Task.FromResult(1), silo: 1);
        var reads = Host.Store.Count(StoreRequestKind.ReadHead);
        List<(StoreGate Create, Task<ExecutionHandle> Start)> held = [];
        var create = Host.Store.Hold(StoreRequestKind.Create);
        for (var refused = 0; refused == 0 || held.Count < Host.Silos;)
        {
            var start = Client.StartAsync<string?>(Function, null);
            if (await Task.WhenAny(start, create.Reached).OrFail() == start)
            {
                await Assert.ThrowsAsync<DurableOverloadedException>(() => start);
                refused++;
            }
            else
            {
                held.Add((create, start));
                create = Host.Store.Hold(StoreRequestKind.Create);
            }
        }

        Assert.Equal((Host.Silos, reads), (held.Count, Host.Store.Count(StoreRequestKind.ReadHead)));
        Host.Store.ClearFaults();
        foreach (var (gate, start) in held)
        {
            gate.Open();
            await (await start.OrFail()).WaitForCompletionAsync().OrFail();
        }
    }

    private Task ServeAsync<T>(Func<IDurableContext, Task<T>> function, int silo) => Host.StartAsync(durable => Limit(durable, silo).AddFunction<string?, T>(Function, (_, context) => function(context)));

    private Task ServeAsync(Func<IDurableContext, Task> function, int silo) => Host.StartAsync(durable => Limit(durable, silo).AddFunction<string?>(Function, (_, context) => function(context)));

    private static DurableExecutionsBuilder Limit(DurableExecutionsBuilder durable, int limit)
    {
        durable.Services.Configure<DurableGrainsOptions>(options => options.MaxRunningExecutions = limit);
        return durable;
    }

    // Each silo takes one.
    private async Task<(ExecutionId Id, DurableOverloadedException Error)> FillAsync(List<ExecutionHandle> running)
    {
        while (true)
        {
            var id = new ExecutionId(Function, UniqueName());
            try
            {
                running.Add(await StartAsync(id.Name));
            }
            catch (DurableOverloadedException exception)
            {
                return (id, exception);
            }
        }
    }
}
