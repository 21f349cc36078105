using Durable.Testing;

namespace Durable.Embedded.Tests;

/// <summary>How many executions may run at once.</summary>
public sealed class AdmissionTests : HostContract<EmbeddedHostFixture>
{
    private readonly Dictionary<string, TaskCompletionSource> _gates = [];
    private readonly List<string> _started = [];

    [Fact]
    public async Task A_start_beyond_the_limit_waits_until_another_execution_has_ended()
    {
        await HostAsync(limit: 2);
        var first = await StartAsync("a");
        await StartAsync("b");
        var third = Client.StartAsync(Function, "c");
        Assert.False(third.IsCompleted);

        Open("a");
        await first.WaitForCompletionAsync().OrFail();

        await (await third.OrFail()).DescribeAsync();
    }

    [Fact]
    public async Task Starts_that_wait_are_let_in_in_order()
    {
        await HostAsync(limit: 1);
        var running = await StartAsync("a");
        List<Task<ExecutionHandle>> queue = [];
        foreach (var name in "bcdef")
        {
            queue.Add(Client.StartAsync(Function, name.ToString()));
            await WhenQueuedAsync(queue.Count);
        }

        foreach (var name in "abcdef")
        {
            Open(name.ToString());
        }

        await running.WaitForCompletionAsync().OrFail();
        foreach (var start in queue)
        {
            await (await start.OrFail()).WaitForCompletionAsync().OrFail();
        }

        Assert.Equal(["a", "b", "c", "d", "e", "f"], _started);
    }

    [Fact]
    public async Task A_start_that_waits_too_long_fails_and_leaves_no_trace()
    {
        await HostAsync(limit: 1);
        await StartAsync("a");
        var second = Client.StartAsync(Function, "b", new StartOptions { Name = "b" });
        await WhenQueuedAsync();

        Clock.Advance(TimeSpan.FromSeconds(30));

        var error = await Assert.ThrowsAsync<DurableOverloadedException>(() => second.OrFail());
        Assert.Equal(
            "1 executions are running and none made room within 00:00:30. Nothing was started; try again later, or raise EmbeddedHostOptions.MaxRunningExecutions.",
            error.Message);
        await Assert.ThrowsAsync<ExecutionNotFoundException>(() => Client.DescribeAsync(new ExecutionId(Function, "b")));
        Assert.Equal(["a"], _started);
    }

    [Fact]
    public async Task With_no_patience_a_start_beyond_the_limit_fails_at_once()
    {
        await HostAsync(limit: 1, TimeSpan.Zero);
        await StartAsync("a");

        await Assert.ThrowsAsync<DurableOverloadedException>(() => Client.StartAsync(Function, "b").OrFail());
    }

    [Fact]
    public async Task A_start_that_finds_too_many_waiting_fails_at_once_without_a_look_into_the_store()
    {
        await HostAsync(limit: 1, maxWaiting: 1);
        var first = await Client.StartAsync(Function, "a", new StartOptions { Name = "a" });
        await Gate("a entered").Task.OrFail();
        var second = Client.StartAsync(Function, "b");
        await WhenQueuedAsync();
        var reads = Host.Store.Count(StoreRequestKind.ReadHead);

        var third = Client.StartAsync(Function, "c");

        Assert.True(third.IsFaulted);
        var error = await Assert.ThrowsAsync<DurableOverloadedException>(() => third);
        Assert.Equal(
            "1 executions are running and 1 starts wait for a place. Nothing was started; try again later, or raise EmbeddedHostOptions.MaxRunningExecutions.",
            error.Message);
        await Assert.ThrowsAsync<DurableOverloadedException>(() => Client.StartWithPayloadAsync(Function, "\"c\""));
        Assert.Equal(reads, Host.Store.Count(StoreRequestKind.ReadHead));

        // What is in memory is found nevertheless.
        Assert.Equal(first.Id, (await Client.StartAsync(Function, "a", new StartOptions { Name = "a" }).OrFail()).Id);
        Open("a");
        Open("b");
        await (await second.OrFail()).WaitForCompletionAsync().OrFail();
        Assert.Equal(["a", "b"], _started);
    }

    [Fact]
    public async Task A_failed_start_can_be_repeated()
    {
        await HostAsync(limit: 1, TimeSpan.Zero);
        var first = await StartAsync("a");
        var options = new StartOptions { Name = "b" };
        await Assert.ThrowsAsync<DurableOverloadedException>(() => Client.StartAsync(Function, "b", options).OrFail());
        Open("a");
        await first.WaitForCompletionAsync().OrFail();
        Open("b");

        var second = await Client.StartAsync(Function, "b", options).OrFail();

        Assert.Equal("b", await second.WithResult<string>().WaitForResultAsync().OrFail());
    }

    [Fact]
    public async Task Suspended_executions_do_not_count()
    {
        await HostAsync(limit: 1, TimeSpan.Zero);
        for (var i = 0; i < 5; i++)
        {
            var waiting = await Client.StartAsync(Function, "wait 10");
            await Host.WhenHistoryAsync(waiting.Id, static history => history.Count(Model.HistoryEventType.InvocationCompleted) == 1);
            await Clock.WaitForTimerAsync(TimeSpan.FromSeconds(10)).OrFail();
        }

        Assert.Equal((5, 0), (Host.Executions.ActiveCount, Host.Executions.Gate.Inside));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(1_000)]
    public async Task What_wakes_up_goes_on_though_the_host_is_full(int seconds)
    {
        await HostAsync(limit: 1);
        var waiting = await Client.StartAsync(Function, $"wait {seconds}");
        await WhenWaitingAsync(waiting);
        var running = await StartAsync("a");

        await LeapAsync(TimeSpan.FromSeconds(seconds));
        Assert.Equal($"wait {seconds}", await Clock.DriveAsync(waiting.WithResult<string>().WaitForResultAsync()));

        Open("a");
        await running.WaitForCompletionAsync().OrFail();
        Assert.Equal(0, Host.Executions.Gate.Inside);
    }

    [Fact]
    public async Task A_hibernated_execution_can_be_stopped_though_the_host_is_full()
    {
        await HostAsync(limit: 1);
        var sleeping = await Client.StartAsync(Function, "wait 1000");
        await WhenWaitingAsync(sleeping);
        await Host.Executions.WhenGoneAsync(sleeping.Id).OrFail();
        await StartAsync("a");

        await sleeping.StopAsync().OrFail();

        Assert.Equal(ExecutionStatus.Stopped, (await sleeping.DescribeAsync()).Status);
    }

    [Fact]
    public async Task An_execution_that_is_there_can_be_joined_though_the_host_is_full()
    {
        await HostAsync(limit: 1, TimeSpan.Zero);
        Open("ended");
        var ended = await Client.StartAsync(Function, "ended", new StartOptions { Name = "1" });
        await ended.WaitForCompletionAsync().OrFail();
        var sleeping = await Client.StartAsync(Function, "wait 1000", new StartOptions { Name = "2" });
        await WhenWaitingAsync(sleeping);
        await Host.Executions.WhenGoneAsync(sleeping.Id).OrFail();
        var running = await Client.StartAsync(Function, "a", new StartOptions { Name = "3" });

        foreach (var (execution, what) in new[] { (ended, "ended"), (sleeping, "wait 1000"), (running, "a") })
        {
            Assert.Equal(execution.Id, (await Client.StartAsync(Function, what, new StartOptions { Name = execution.Id.Name }).OrFail()).Id);
        }
    }

    [Fact]
    public async Task A_start_cancelled_while_it_waits_never_existed()
    {
        await HostAsync(limit: 1);
        var first = await StartAsync("a");
        using var impatient = new CancellationTokenSource();
        var second = Client.StartAsync(Function, "b", new StartOptions { Name = "b" }, impatient.Token);
        var third = Client.StartAsync(Function, "c");

        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second.OrFail());
        Open("a");
        Open("c");
        await first.WaitForCompletionAsync().OrFail();
        await (await third.OrFail()).WaitForCompletionAsync().OrFail();

        Assert.Equal(["a", "c"], _started);
        await Assert.ThrowsAsync<ExecutionNotFoundException>(() => Client.DescribeAsync(new ExecutionId(Function, "b")));
    }

    [Fact]
    public async Task A_start_cancelled_while_it_is_written_runs_all_the_same()
    {
        await HostAsync(limit: 1);
        Open("a");
        var create = Host.Store.Hold(StoreRequestKind.Create);
        using var impatient = new CancellationTokenSource();
        var start = Client.StartAsync(Function, "a", new StartOptions { Name = "a" }, impatient.Token);
        await create.Reached.OrFail();

        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => start.OrFail());
        create.Open();

        Assert.Equal("a", await Client.WaitForResultAsync<string>(new ExecutionId(Function, "a")).OrFail());
    }

    [Fact]
    public async Task A_start_that_the_store_refuses_gives_its_place_back()
    {
        await HostAsync(limit: 1, TimeSpan.Zero);
        Host.Store.Inject(StoreRequestKind.Create, StoreFault.FailBefore(Storage.StoreFailure.Fatal));

        await Assert.ThrowsAsync<Storage.CheckpointStoreException>(() => Client.StartAsync(Function, "a", new StartOptions { Name = "a" }).OrFail());
        Assert.Equal((0, 0), (Host.Executions.ActiveCount, Host.Executions.Gate.Inside));
        Open("a");

        Assert.Equal("a", await (await Client.StartAsync(Function, "a", new StartOptions { Name = "a" })).WithResult<string>().WaitForResultAsync().OrFail());
    }

    [Fact]
    public async Task Whatever_happens_to_executions_no_place_is_lost()
    {
        await HostAsync(limit: 3);
        foreach (var what in new[] { "throw", "wait 10", "wait 1000", "throw", "wait 10", "wait 1000" })
        {
            await Client.StartAsync(Function, what).OrFail();
        }

        foreach (var summary in (await Client.ListAsync(new ExecutionQuery())).Executions)
        {
            await Host.WhenHistoryAsync(summary.Id, static history => history.Count(Model.HistoryEventType.InvocationCompleted) > 0);
        }

        var running = (await Client.ListAsync(new ExecutionQuery { Statuses = [ExecutionStatus.Running] })).Executions;
        await Client.StopAsync(running[0].Id).OrFail();
        await Client.StopAsync(running[1].Id).OrFail();
        await LeapAsync(TimeSpan.FromSeconds(1_000));
        await Clock.DriveAsync(Task.WhenAll(running.Select(item => Client.WaitForCompletionAsync(item.Id))));

        Assert.Equal((0, 0), (Host.Executions.ActiveCount, Host.Executions.Gate.Inside));
    }

    private Task HostAsync(int limit, TimeSpan? patience = null, int? maxWaiting = null)
    {
        Host.Options = options =>
        {
            options.MaxRunningExecutions = limit;
            options.MaxWaitingStarts = maxWaiting ?? options.MaxWaitingStarts;
            options.StartTimeout = patience ?? options.StartTimeout;
        };
        return Host.StartAsync(durable => durable.AddFunction<string, string>(Function, RunAsync));
    }

    private async Task<string> RunAsync(string what, IDurableContext context)
    {
        if (what == "throw")
        {
            throw new InvalidOperationException(what);
        }

        if (what.StartsWith("wait ", StringComparison.Ordinal))
        {
            await context.WaitAsync(TimeSpan.FromSeconds(int.Parse(what[5..])));
            return what;
        }

        return await context.StepAsync(async (_, _) =>
        {
            _started.Add(what);
            Gate($"{what} entered").SetResult();
            await Gate(what).Task;
            return what;
        });
    }

    private new async Task<ExecutionHandle> StartAsync(string name)
    {
        var execution = await Client.StartAsync(Function, name).OrFail();
        await Gate($"{name} entered").Task.OrFail();
        return execution;
    }

    // A start that waits for a place has its patience running.
    private Task WhenQueuedAsync(int count = 1) => Patience.UntilAsync(() => Task.FromResult(Host.Executions.Gate.Waiting >= count));

    private void Open(string name) => Gate(name).TrySetResult();

    private TaskCompletionSource Gate(string name)
    {
        lock (_gates)
        {
            return _gates.TryGetValue(name, out var gate)
                ? gate
                : _gates[name] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
