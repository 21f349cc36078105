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
