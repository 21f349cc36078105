using Durable.Model;

namespace Durable.Testing;

/// <summary>What becomes of invoked executions when the one that invoked them ends first.</summary>
public abstract class ParentCloseContract<TFixture> : HostContract<TFixture>
    where TFixture : HostFixture, new()
{
    private const string Child = "invoked";
    private const string Grandchild = "invoked-again";

    private static readonly InvokeConfig s_stop = new() { ParentClosePolicy = ParentClosePolicy.Stop };

    [Fact]
    public async Task By_default_it_goes_on()
    {
        await ServeChainAsync(config: null);
        var execution = await StartAsync();
        var (child, grandchild) = await WhenChainWaitsAsync();

        await execution.StopAsync().OrFail();
        var sleeping = (await Client.ReadHistoryAsync(grandchild)).Of(HistoryEventType.CallbackStarted)[0].Details.CallbackId!;
        await Client.SendCallbackSuccessAsync(sleeping, 1).OrFail();

        Assert.Equal(ExecutionStatus.Succeeded, (await Clock.DriveAsync(Client.WaitForCompletionAsync(grandchild))).Status);
        Assert.Equal(ExecutionStatus.Succeeded, (await Clock.DriveAsync(Client.WaitForCompletionAsync(child))).Status);
    }

    [Fact]
    public async Task A_stop_reaches_all_that_were_invoked_to_end_with_their_parent()
    {
        await ServeChainAsync(s_stop);
        var execution = await StartAsync();
        var (child, grandchild) = await WhenChainWaitsAsync();

        await execution.StopAsync().OrFail();

        foreach (var id in new[] { child, grandchild })
        {
            var ended = await Clock.DriveAsync(Client.WaitForCompletionAsync(id));
            Assert.Equal((ExecutionStatus.Stopped, "ParentExecutionEnded"), (ended.Status, ended.Error!.ErrorType));
        }
    }

    [Fact]
    public async Task The_timeout_of_the_parent_does_too()
    {
        await ServeChainAsync(s_stop, static options => options.ExecutionTimeout = TimeSpan.FromSeconds(20));
        var execution = await StartAsync();
        var (child, grandchild) = await WhenChainWaitsAsync();

        Assert.Equal(ExecutionStatus.TimedOut, (await Clock.DriveAsync(execution.WaitForCompletionAsync())).Status);

        Assert.Equal(ExecutionStatus.Stopped, (await Clock.DriveAsync(Client.WaitForCompletionAsync(child))).Status);
        Assert.Equal(ExecutionStatus.Stopped, (await Clock.DriveAsync(Client.WaitForCompletionAsync(grandchild))).Status);
    }

    [Fact]
    public async Task So_does_a_result_that_did_not_wait_for_them()
    {
        await Host.StartAsync(durable =>
        {
            durable.AddFunction<int, int>(Child, SleepAsync);
            durable.AddFunction<string?, int>(Function, static async (input, context) =>
            {
                _ = context.InvokeAsync<int, int>(Child, 1, config: s_stop);
                await context.WaitAsync(TimeSpan.FromSeconds(5));
                return 1;
            });
        });
        var execution = await StartAsync();

        Assert.Equal(1, await Clock.DriveAsync(execution.WithResult<int>().WaitForResultAsync()));

        var child = Assert.Single(await Host.WhenStartedAsync(Child));
        Assert.Equal(ExecutionStatus.Stopped, (await Clock.DriveAsync(Client.WaitForCompletionAsync(child))).Status);
    }

    [Fact]
    public async Task What_has_ended_before_stays_as_it_is()
    {
        await Host.StartAsync(durable =>
        {
            durable.AddFunction<int, int>(Child, static (input, _) => Task.FromResult(input));
            durable.AddFunction<string?, int>(Function, static async (_, context) =>
            {
                var result = await context.InvokeAsync<int, int>(Child, 1, config: s_stop);
                await context.WaitAsync(TimeSpan.FromSeconds(30), "after");
                return result;
            });
        });
        var execution = await StartAsync();
        await Host.WhenHistoryAsync(execution.Id, static history => history.Named("after").Count > 0);

        await execution.StopAsync().OrFail();

        var child = Assert.Single(await Host.WhenStartedAsync(Child));
        Assert.Equal(ExecutionStatus.Succeeded, (await Client.DescribeAsync(child)).Status);
    }

    [Fact]
    public async Task The_host_may_die_between_the_end_of_the_parent_and_the_stop_of_the_child()
    {
        await ServeChainAsync(s_stop);
        var execution = await StartAsync();
        var (child, grandchild) = await WhenChainWaitsAsync();
        var gate = Host.Store.Hold(StoreRequestKind.Commit, afterwards: true);

        var stopping = execution.StopAsync();
        await gate.Reached.OrFail();
        await Host.RestartAsync();
        gate.Open();

        // On a cluster another silo takes over when the lease has run out.
        Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(ExecutionStatus.Stopped, (await Clock.DriveAsync(Client.WaitForCompletionAsync(child))).Status);
        Assert.Equal(ExecutionStatus.Stopped, (await Clock.DriveAsync(Client.WaitForCompletionAsync(grandchild))).Status);
        _ = stopping.ContinueWith(static done => done.Exception, TaskScheduler.Default);
    }

    private static async Task<int> SleepAsync(int input, IDurableContext context)
    {
        var callback = await context.CreateCallbackAsync<int>("sleep");
        return input + await callback.GetResultAsync();
    }

    private Task ServeChainAsync(InvokeConfig? config, Action<DurableFunctionOptions>? options = null) => Host.StartAsync(durable =>
    {
        durable.AddFunction<int, int>(Grandchild, SleepAsync);
        durable.AddFunction<int, int>(Child, (input, context) => context.InvokeAsync<int, int>(Grandchild, input, config: config));
        durable.AddFunction<string?, int>(Function, (_, context) => context.InvokeAsync<int, int>(Child, 1, config: config), options);
    });

    private async Task<(ExecutionId Child, ExecutionId Grandchild)> WhenChainWaitsAsync()
    {
        var grandchild = Assert.Single(await Host.WhenStartedAsync(Grandchild));
        await Host.WhenHistoryAsync(grandchild, static history => history.Count(HistoryEventType.CallbackStarted) == 1);
        return (Assert.Single(await Host.WhenStartedAsync(Child)), grandchild);
    }
}
