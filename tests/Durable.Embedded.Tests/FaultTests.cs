using Durable.Model;
using Durable.Storage;
using Durable.Testing;

namespace Durable.Embedded.Tests;

/// <summary>Activations that can no longer be trusted are given up, and others take over from the store.</summary>
public sealed class FaultTests : HostContract<EmbeddedHostFixture>
{
    private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _runs;

    [Fact]
    public async Task An_execution_whose_start_failed_after_it_was_made_runs_when_it_is_asked_for_again()
    {
        await ServeAsync(static context => context.StepAsync((_, _) => Task.FromResult(1)));
        await Host.WhenIdleAsync().OrFail();
        Host.Store.Inject(StoreRequestKind.Create, StoreFault.FailAfter());
        Host.Store.Inject(StoreRequestKind.Create, StoreFault.FailBefore(StoreFailure.Fatal));
        await Assert.ThrowsAsync<CheckpointStoreException>(() => Clock.DriveAsync(Client.StartAsync<string?>(Function, null, new StartOptions { Name = "one" })));

        var execution = await StartAsync("one");

        Assert.Equal(1, await Clock.DriveAsync(execution.WithResult<int>().WaitForResultAsync()));
    }

    [Fact]
    public async Task A_lost_condition_gives_the_activation_up_and_the_next_one_comes_to_the_right_result()
    {
        await ServeAsync(StepTwiceAsync);
        var execution = await StartAsync();
        await _entered.Task.OrFail();
        await WriteAsSomebodyElseAsync(execution.Id);

        _release.SetResult();

        Assert.Equal(3, await Clock.DriveAsync(execution.WithResult<int>().WaitForResultAsync()));
        Assert.Equal(ExecutionStatus.Succeeded, (await execution.DescribeAsync()).Status);
    }

    [Fact]
    public async Task A_commit_that_the_store_refuses_once_is_made_all_the_same()
    {
        await ServeAsync(StepTwiceAsync);
        Host.Store.Inject(StoreRequestKind.Commit, StoreFault.FailBefore(StoreFailure.Fatal));
        _release.SetResult();

        var execution = await StartAsync();

        Assert.Equal(3, await Clock.DriveAsync(execution.WithResult<int>().WaitForResultAsync()));
        Assert.Null((await execution.DescribeAsync()).ParkedAt);
    }

    [Fact]
    public async Task The_token_of_a_step_is_cancelled_when_its_activation_is_given_up()
    {
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await ServeAsync(async context =>
        {
            var first = Interlocked.Increment(ref _runs) == 1;
            var stubborn = context.StepAsync(async (_, token) =>
            {
                using var registration = token.Register(() => cancelled.TrySetResult());
                if (first)
                {
                    _entered.SetResult();
                    await new TaskCompletionSource().Task;
                }
            });
            await context.WaitAsync(TimeSpan.FromSeconds(5));
            await stubborn;
            return _runs;
        });
        var execution = await StartAsync();
        await _entered.Task.OrFail();
        await WhenWaitingAsync(execution);
        await WriteAsSomebodyElseAsync(execution.Id);

        Assert.Equal(2, await Clock.DriveAsync(execution.WithResult<int>().WaitForResultAsync()));

        await cancelled.Task.OrFail();
    }

    [Fact]
    public async Task The_next_activation_waits_a_moment_longer_after_each_fault()
    {
        List<DateTimeOffset> runs = [];
        await ServeAsync(_ =>
        {
            runs.Add(Clock.GetUtcNow());
            return Task.FromResult(1);
        });
        await Host.WhenIdleAsync().OrFail();

        // Each activation tries its commit twice, and to park the execution twice.
        Host.Store.Inject(StoreRequestKind.Commit, StoreFault.FailBefore(StoreFailure.Fatal), times: 9 * 4);
        var start = Clock.GetUtcNow();

        var execution = await StartAsync();
        await Clock.DriveAsync(execution.WaitForCompletionAsync());

        // After 0, 1, 3, 7, 15, 31, 63, 123, 183 and 243 seconds, but those in between do not get as far as the function: that the invocation before it was
        // lost must be durable first.
        Assert.Equal([0, 243], runs.Select(time => (int)(time - start).TotalSeconds));
    }

    [Fact]
    public async Task An_activation_is_made_though_the_store_cannot_be_read_for_a_while()
    {
        await ServeAsync(StepTwiceAsync);
        _release.SetResult();
        Host.Store.Inject(StoreRequestKind.Commit, StoreFault.FailBefore(StoreFailure.Fatal), times: 4);
        Host.Store.Inject(StoreRequestKind.Load, StoreFault.FailBefore(), times: 3);

        var execution = await StartAsync();

        Assert.Equal(3, await Clock.DriveAsync(execution.WithResult<int>().WaitForResultAsync()));
    }

    [Fact]
    public async Task Executions_of_the_last_host_are_taken_up_though_the_store_cannot_be_read_for_a_while()
    {
        await ServeAsync(StepTwiceAsync);
        var execution = await StartAsync();
        await _entered.Task.OrFail();
        await Host.KillAsync();
        _release.SetResult();
        Host.Store.Inject(StoreRequestKind.ReadDue, StoreFault.FailBefore(), times: 6);
        Host.Store.Inject(StoreRequestKind.Load, StoreFault.FailBefore(), times: 3);

        await Host.RestartAsync();

        Assert.Equal(3, await Clock.DriveAsync(Client.WaitForResultAsync<int>(execution.Id)));
    }

    [Fact]
    public async Task A_stop_that_meets_a_fault_stops_the_execution_all_the_same()
    {
        await ServeAsync(static context => context.WaitAsync(TimeSpan.FromHours(1)));
        var execution = await StartAsync();
        await WhenWaitingAsync(execution);
        await Host.Executions.WhenGoneAsync(execution.Id).OrFail();
        Host.Store.Inject(StoreRequestKind.Commit, StoreFault.FailBefore(StoreFailure.Fatal), times: 4);
        var start = Clock.GetUtcNow();

        var endedAt = await Clock.DriveAsync(execution.StopAsync(new ErrorObject { ErrorMessage = "stopped" }));

        Assert.InRange(endedAt, start, start.AddSeconds(10));
        Assert.Equal((ExecutionStatus.Stopped, "stopped"), ((await execution.DescribeAsync()).Status, (await execution.DescribeAsync()).Error!.ErrorMessage));
    }

    private async Task<int> StepTwiceAsync(IDurableContext context)
    {
        var first = await context.StepAsync(async (_, _) =>
        {
            _entered.TrySetResult();
            await _release.Task;
            return 1;
        });
        return first + await context.StepAsync((_, _) => Task.FromResult(2));
    }

    private async Task WriteAsSomebodyElseAsync(ExecutionId id)
    {
        var head = (await Host.Store.ReadHeadAsync(id, includeData: true))!;
        Assert.True(await Host.Store.CommitAsync(new Checkpoint(head with { Version = head.Version + 1, CommitId = "somebody else" }, default)));
    }
}
