using Durable.Model;
using Durable.Storage;

namespace Durable.Testing;

/// <summary>An execution that no repetition can help stands still with the reason, and goes on when a person has mended it.</summary>
public abstract class ParkingContract<TFixture> : HostContract<TFixture>
    where TFixture : HostFixture, new()
{
    private static readonly ErrorObject s_why = new() { ErrorMessage = "no longer wanted" };

    private int _runs;

    [Fact]
    public async Task A_checkpoint_that_the_store_refuses_for_good_parks_its_execution_until_it_is_resumed()
    {
        await ServeAsync(StepAsync);
        await RefuseCommitsAsync();

        var execution = await StartAsync();
        var parked = await WhenParkedAsync(execution);

        Assert.Equal((ExecutionStatus.Running, null), (parked.Status, parked.EndedAt));
        Assert.Contains("Fatal", parked.Error!.ErrorMessage, StringComparison.Ordinal);
        var writes = Host.Store.Writes;
        await LeapAsync(TimeSpan.FromHours(2));
        Assert.Equal(writes, Host.Store.Writes);

        // It is logged after it is committed.
        await Patience.UntilAsync(
            () => Task.FromResult(Host.Log.Lines.Any(line =>
                line.Message.Contains(execution.Id.ToString(), StringComparison.Ordinal) && line.Message.Contains("parked", StringComparison.Ordinal))),
            "a log entry about the parking");

        await execution.ResumeAsync();

        Assert.Equal(1, await Clock.DriveAsync(execution.WithResult<int>().WaitForResultAsync()));
        var ended = await execution.DescribeAsync();
        Assert.Equal((ExecutionStatus.Succeeded, null, null), (ended.Status, ended.ParkedAt, ended.Error));
    }

    [Fact]
    public async Task A_store_that_refuses_everything_parks_nothing()
    {
        await ServeAsync(StepAsync);
        Host.Store.Inject(StoreRequestKind.Commit, StoreFault.FailBefore(StoreFailure.Fatal), times: 3);
        Host.Store.Inject(StoreRequestKind.ReadHead, StoreFault.FailBefore(StoreFailure.Fatal), times: 3);

        var execution = await StartAsync();

        Assert.Equal(1, await Clock.DriveAsync(execution.WithResult<int>().WaitForResultAsync()));
        Assert.DoesNotContain(Host.Log.Lines, static line => line.Message.Contains("parked", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_parked_execution_stays_parked_on_the_next_host_and_shows_in_lists()
    {
        var execution = await ParkAsync();

        await Host.RestartAsync();
        await LeapAsync(TimeSpan.FromHours(2));

        Assert.NotNull((await Client.DescribeAsync(execution.Id)).ParkedAt);
        Assert.NotNull(Assert.Single((await Client.ListAsync(new ExecutionQuery())).Executions).ParkedAt);
    }

    [Fact]
    public async Task A_parked_execution_can_be_stopped()
    {
        var execution = await ParkAsync();
        var waiting = execution.WaitForCompletionAsync();

        var endedAt = await execution.StopAsync(s_why).OrFail();

        var ended = await Clock.DriveAsync(waiting);
        Assert.Equal((ExecutionStatus.Stopped, endedAt, null), (ended.Status, ended.EndedAt, ended.ParkedAt));
        Assert.Equal(s_why.ErrorMessage, ended.Error!.ErrorMessage);
        Assert.Equal(HistoryEventType.ExecutionStopped, (await Client.ReadHistoryAsync(execution.Id)).Events[^1].EventType);
        Assert.Equal(endedAt, await execution.StopAsync().OrFail());
    }

    [Fact]
    public async Task A_damaged_log_parks_its_execution_and_the_others_go_on()
    {
        await ServeAsync(WaitAsync);
        var damaged = await StartAsync();
        var sound = await StartAsync();
        await WhenWaitingAsync(damaged);
        await WhenWaitingAsync(sound);
        await Host.KillAsync();
        await AppendAsync(damaged.Id, "{\"u\":\"SS\""u8.ToArray());

        await Host.RestartAsync();

        Assert.Equal(1, await Clock.DriveAsync(Client.WaitForResultAsync<int>(sound.Id)));
        var parked = await WhenParkedAsync(Client.GetHandle(damaged.Id));
        Assert.NotNull(parked.Error!.ErrorMessage);
        var error = await Assert.ThrowsAsync<ExecutionParkedException>(() => Client.ResumeAsync(damaged.Id).OrFail());
        Assert.Equal((damaged.Id, parked.Error.ErrorMessage), (error.ExecutionId, error.Reason));
        Assert.NotNull((await Client.DescribeAsync(damaged.Id)).ParkedAt);
        await Client.StopAsync(damaged.Id).OrFail();
    }

    [Fact]
    public async Task An_execution_whose_version_is_gone_is_parked_and_goes_on_by_itself_where_it_is_there_again()
    {
        await ServeAsync(WaitAsync, static options => options.Version = "1");
        var execution = await StartAsync();
        await WhenWaitingAsync(execution);

        await Host.RestartAsync(durable => durable.AddFunction<string?, int>(Function, static (_, _) => Task.FromResult(2), static options => options.Version = "2"));
        var parked = await WhenParkedAsync(Client.GetHandle(execution.Id));
        Assert.Contains("Version '1'", parked.Error!.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal("1", parked.FunctionVersion);

        await Host.RestartAsync(durable => durable
            .AddFunction<string?, int>(Function, static (_, _) => Task.FromResult(2), static options => options.Version = "2")
            .AddFunction<string?, int>(Function, (_, context) => WaitAsync(context), static options => options.Version = "1"));

        Assert.Equal(1, await Clock.DriveAsync(Client.WaitForResultAsync<int>(execution.Id)));
        Assert.Null((await Client.DescribeAsync(execution.Id)).ParkedAt);
    }

    [Fact]
    public async Task Resuming_what_is_not_parked_changes_nothing()
    {
        await ServeAsync(WaitAsync);
        var execution = await StartAsync();
        await WhenWaitingAsync(execution);

        await execution.ResumeAsync().OrFail();

        Assert.Equal(1, await Clock.DriveAsync(execution.WithResult<int>().WaitForResultAsync()));
        await execution.ResumeAsync().OrFail();
        Assert.Equal(1, _runs);
        await Assert.ThrowsAsync<ExecutionNotFoundException>(() => Client.ResumeAsync(new ExecutionId(Function, UniqueName())).OrFail());
    }

    // Each refusal is made sure of once, with a read in between. A host that still lists what the last one left behind may find the
    // execution between its fault and its parking, and rightly goes on with it.
    private async Task RefuseCommitsAsync()
    {
        await Host.WhenIdleAsync().OrFail();
        Host.Store.Inject(StoreRequestKind.Commit, StoreFault.FailBefore(StoreFailure.Fatal), times: 2);
    }

    private async Task<ExecutionHandle> ParkAsync()
    {
        await ServeAsync(StepAsync);
        await RefuseCommitsAsync();
        var execution = await StartAsync();
        await WhenParkedAsync(execution);
        return execution;
    }

    private Task<ExecutionDescription> WhenParkedAsync(ExecutionHandle execution) =>
        Clock.DriveAsync(Host.WhenDescribedAsync(execution.Id, static description => description.ParkedAt is not null));

    private async Task AppendAsync(ExecutionId id, ReadOnlyMemory<byte> records)
    {
        var head = (await Host.Store.ReadHeadAsync(id, includeData: false))!;
        Assert.True(await Host.Store.CommitAsync(new Checkpoint(head with { Version = head.Version + 1, CommitId = "damage" }, records)));
    }

    private static Task<int> StepAsync(IDurableContext context) => context.StepAsync(static (_, _) => Task.FromResult(1));

    private async Task<int> WaitAsync(IDurableContext context)
    {
        Interlocked.Increment(ref _runs);
        await context.WaitAsync(TimeSpan.FromSeconds(30));
        return 1;
    }
}
