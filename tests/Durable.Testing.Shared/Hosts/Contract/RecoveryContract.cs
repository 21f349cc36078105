using System.Collections.Concurrent;
using Durable.Model;

namespace Durable.Testing;

/// <summary>Executions outlive the hosts they run on.</summary>
public abstract class RecoveryContract<TFixture> : HostContract<TFixture>
    where TFixture : HostFixture, new()
{
    [Fact]
    public async Task Executions_in_every_state_go_on_after_the_host_has_died()
    {
        var entered = new CountdownEvent(10);
        await Host.StartAsync(durable => durable
            .AddFunction<int, int>("busy", async (input, context) => await context.StepAsync(async (_, _) =>
            {
                if (!entered.IsSet)
                {
                    entered.Signal();
                    await new TaskCompletionSource().Task;
                }

                return input;
            }))
            .AddFunction<int, int>("waiting", static async (input, context) =>
            {
                await context.WaitAsync(TimeSpan.FromSeconds(30));
                return input;
            })
            .AddFunction<int, int>("sleeping", static async (input, context) =>
            {
                await context.WaitAsync(TimeSpan.FromMinutes(90));
                return input;
            })
            .AddFunction<int, int>("mapping", static async (input, context) => (await context.MapAsync(
                Enumerable.Range(0, 10).ToArray(),
                static async (branch, item, _, _, _) =>
                {
                    await branch.WaitAsync(TimeSpan.FromSeconds(10 + item));
                    return await branch.StepAsync((_, _) => Task.FromResult(1));
                })).GetResults().Sum() * input));
        List<(ExecutionHandle Handle, int Result)> executions = [];
        for (var i = 1; i <= 10; i++)
        {
            executions.Add((await Client.StartAsync("busy", i), i));
            executions.Add((await Client.StartAsync("waiting", i), i));
            executions.Add((await Client.StartAsync("sleeping", i), i));
            executions.Add((await Client.StartAsync("mapping", i), 10 * i));
        }

        foreach (var (handle, _) in executions.Where(static item => item.Handle.Id.FunctionName != "busy"))
        {
            await Host.WhenHistoryAsync(handle.Id, static history => history.OpenWaits > 0);
        }

        await Task.Run(entered.Wait).OrFail();
        await Host.RestartAsync();
        foreach (var (handle, result) in executions.Where(static item => item.Handle.Id.FunctionName != "sleeping"))
        {
            Assert.Equal(result, await Clock.DriveAsync(Client.WaitForResultAsync<int>(handle.Id)));
        }

        await LeapAsync(TimeSpan.FromMinutes(90));
        foreach (var (handle, result) in executions.Where(static item => item.Handle.Id.FunctionName == "sleeping"))
        {
            Assert.Equal(result, await Clock.DriveAsync(Client.WaitForResultAsync<int>(handle.Id)));
        }
    }

    [Fact]
    public async Task Whoever_waits_learns_of_an_end_that_the_dead_host_wrote_late()
    {
        await ServeAsync(static context => context.StepAsync(static (_, _) => Task.FromResult(7)));
        var late = Host.Store.Hold(StoreRequestKind.Commit);
        var execution = await StartAsync();
        await late.Reached.OrFail();
        var second = Host.Store.Hold(StoreRequestKind.Commit);
        await Host.RestartAsync();
        await second.Reached.OrFail();
        var waiting = Client.WaitForResultAsync<int>(execution.Id);

        late.Open();
        // The running host writes nothing that could be waited for.
        await Patience.UntilAsync(async () => (await Host.Store.ReadHeadAsync(execution.Id, includeData: false))!.Status != ExecutionStatus.Running);
        second.Open();

        Assert.Equal(7, await Clock.DriveAsync(waiting));
    }

    [Fact]
    public async Task An_invocation_that_died_with_its_host_ends_with_an_error_in_history()
    {
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await ServeAsync(context => context.StepAsync(async (_, _) =>
        {
            if (entered.TrySetResult())
            {
                await new TaskCompletionSource().Task;
            }
        }));
        var execution = await StartAsync();
        await entered.Task.OrFail();
        await Host.RestartAsync();
        await Client.WaitForCompletionAsync(execution.Id).OrFail();

        var invocations = (await Client.ReadHistoryAsync(execution.Id)).Of(HistoryEventType.InvocationCompleted);

        Assert.Equal(["Runtime.ExitError", null], invocations.Select(static item => item.Details.Error?.Payload!.ErrorType));
        Assert.Equal(2, invocations.Select(static item => item.Details.RequestId).Distinct().Count());
    }

    [Fact]
    public async Task However_often_the_host_dies_every_step_that_was_recorded_runs_once()
    {
        const int Steps = 8;
        var runs = new ConcurrentQueue<int>();
        await ServeAsync(async context =>
        {
            var sum = 0;
            for (var i = 1; i <= Steps; i++)
            {
                var number = i;
                sum += await context.StepAsync((_, _) =>
                {
                    runs.Enqueue(number);
                    return Task.FromResult(number);
                });
                await context.WaitAsync(TimeSpan.FromSeconds(30));
            }

            return sum;
        });
        var execution = await StartAsync();
        for (var i = 1; i <= Steps; i++)
        {
            await WhenWaitingAsync(execution, waits: i);
            await Host.RestartAsync();
            await Host.RestartAsync();

            // A timer that is set while the clock moves would be late by as much.
            await Host.WhenAtRestAsync();
            Clock.Advance(TimeSpan.FromSeconds(30));
        }

        Assert.Equal(Steps * (Steps + 1) / 2, await Clock.DriveAsync(Client.WaitForResultAsync<int>(execution.Id)));
        Assert.Equal(Enumerable.Range(1, Steps), runs);
    }

    [Fact]
    public async Task A_host_that_was_shut_down_in_good_order_leaves_nothing_to_do_twice()
    {
        var runs = 0;
        await ServeAsync(async context =>
        {
            await context.StepAsync((_, _) => Task.FromResult(++runs));
            await context.WaitAsync(TimeSpan.FromSeconds(30));
            return await context.StepAsync((_, _) => Task.FromResult(++runs));
        });
        var execution = await StartAsync();
        await WhenWaitingAsync(execution);

        await Host.StopAsync().OrFail();
        await Host.RestartAsync();

        Assert.Equal(2, await Clock.DriveAsync(Client.WaitForResultAsync<int>(execution.Id)));

        // The clock may be driven past the wait before the next host has loaded the execution: then it does not suspend again.
        var invocations = (await Client.ReadHistoryAsync(execution.Id)).Of(HistoryEventType.InvocationCompleted);
        Assert.InRange(invocations.Count, 2, 3);
        Assert.All(invocations, static invocation => Assert.Null(invocation.Details.Error));
    }

    [Fact]
    public async Task Executions_of_a_function_that_is_gone_wait_until_it_is_back()
    {
        await ServeAsync(static async context =>
        {
            await context.WaitAsync(TimeSpan.FromSeconds(30));
            return 42;
        });
        var execution = await StartAsync();
        await WhenWaitingAsync(execution);
        await Host.RestartAsync(static durable => durable.AddFunction<int, int>("other", static (input, _) => Task.FromResult(input)));
        Assert.Equal(1, await (await Client.StartAsync("other", 1)).WithResult<int>().WaitForResultAsync().OrFail());
        Assert.Equal(ExecutionStatus.Running, (await Client.DescribeAsync(execution.Id)).Status);

        await Host.RestartAsync(static durable => durable.AddFunction<string?, int>(Function, static async (_, context) =>
        {
            await context.WaitAsync(TimeSpan.FromSeconds(30));
            return 42;
        }));

        Assert.Equal(42, await Clock.DriveAsync(Client.WaitForResultAsync<int>(execution.Id)));
    }

    [Fact]
    public async Task A_commit_whose_answer_is_lost_is_not_made_twice()
    {
        var runs = 0;
        await ServeAsync(context => context.StepAsync((_, _) => Task.FromResult(++runs)));
        Host.Store.Inject(StoreRequestKind.Commit, StoreFault.FailAfter());

        var execution = await StartAsync();

        Assert.Equal(1, await Clock.DriveAsync(execution.WithResult<int>().WaitForResultAsync()));
        Assert.Equal(
            [
                HistoryEventType.ExecutionStarted, HistoryEventType.StepStarted, HistoryEventType.StepSucceeded,
                HistoryEventType.InvocationCompleted, HistoryEventType.ExecutionSucceeded,
            ],
            (await Client.ReadHistoryAsync(execution.Id)).Types);
    }

    [Fact]
    public async Task A_store_that_fails_for_a_while_delays_executions_and_harms_none()
    {
        await ServeAsync(static async context =>
        {
            var sum = 0;
            for (var i = 0; i < 5; i++)
            {
                sum += await context.StepAsync((_, _) => Task.FromResult(1));
            }

            return sum;
        });
        Host.Store.Inject(StoreRequestKind.Create, StoreFault.FailBefore(), times: 3);
        Host.Store.Inject(StoreRequestKind.Commit, StoreFault.FailBefore(), times: 10);

        var execution = await Clock.DriveAsync(StartAsync());

        Assert.Equal(5, await Clock.DriveAsync(execution.WithResult<int>().WaitForResultAsync()));
    }
}
