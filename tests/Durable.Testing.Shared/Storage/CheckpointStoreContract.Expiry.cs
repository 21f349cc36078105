using Durable.Storage;

namespace Durable.Testing;

public abstract partial class CheckpointStoreContract
{
    [Fact]
    public async Task A_closed_execution_is_there_until_its_retention_is_over()
    {
        var head = await CreateExpiringAsync(TimeSpan.FromDays(1));

        Time.Advance(TimeSpan.FromDays(1) - TimeSpan.FromMilliseconds(1));

        Assert.NotNull(await Store.LoadAsync(head.Id));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(100_000)]
    public async Task After_the_end_a_commit_changes_wake_up_and_expiry_and_nothing_else(int size)
    {
        var result = new string('r', size);
        var head = await CreateAsync(SampleHeads.New(Now, input: "in"));
        var settleBy = new WakeUp(Now.AddSeconds(30), WakeUpKind.Lease);
        var ended = head.Ended(Now, result: result) with { ExpiresAt = null, WakeUp = settleBy };
        await CommitAsync(ended, "last");
        Time.Advance(TimeSpan.FromDays(30));
        Assert.Equal(settleBy, (await Store.ReadHeadAsync(head.Id, includeData: false))!.WakeUp);
        Assert.Equal([head.Id], (await Store.ReadDueAsync(new DueQuery { Until = Now, Limit = 10, Kind = WakeUpKind.Lease })).Select(static due => due.Id));

        var settled = ended with
        {
            Version = ended.Version + 1,
            CommitId = SampleHeads.UniqueText(),
            WakeUp = null,
            ExpiresAt = Now + ended.Retention,
            Result = null,
        };
        await CommitAsync(settled);

        var stored = await Store.LoadAsync(head.Id);
        Assert.Equal(settled with { Result = result, Input = "in" }, stored!.Head);
        Assert.Equal(["last"], Texts(stored));
        Assert.Empty(await Store.ReadDueAsync(new DueQuery { Until = Now.AddDays(1), Limit = 10 }));
        Time.Advance(ended.Retention);
        Assert.Null(await Store.LoadAsync(head.Id));
    }

    [Fact]
    public async Task Who_invoked_an_execution_and_for_whom_is_kept()
    {
        var invoker = new ExecutionInvoker(new ExecutionId("parent", "p-1"), "run-1", "3-1");
        var head = await CreateAsync(SampleHeads.New(Now) with { Invoker = invoker, TenantId = "acme & sons" });

        await CommitAsync(head.Next(), "more");

        Assert.Equal((invoker, "acme & sons"), ((await Store.LoadAsync(head.Id))!.Head.Invoker, (await Store.ReadHeadAsync(head.Id, includeData: false))!.TenantId));
    }

    [Fact]
    public async Task An_expired_execution_is_treated_as_absent_though_nobody_has_deleted_it()
    {
        var head = await CreateExpiringAsync(TimeSpan.FromDays(1));

        Time.Advance(TimeSpan.FromDays(1));

        Assert.Null(await Store.LoadAsync(head.Id));
        Assert.Null(await Store.ReadHeadAsync(head.Id, includeData: true));
        Assert.Null(await Store.ReadHeadAsync(head.Id, includeData: false));
        Assert.Empty(await IdsAsync(new ExecutionQuery()));
        Assert.Empty(await IdsAsync(new ExecutionQuery { FunctionName = head.Id.FunctionName, Name = head.Id.Name }));
        Assert.False(await Store.CommitAsync(new Checkpoint(head.Next(), Utf8("late"))));
    }

    [Fact]
    public async Task Expired_executions_leave_no_gap_in_a_page()
    {
        var heads = await CreateManyAsync(6, static i => SampleHeads.New(Start(i)));
        await CommitAsync(heads[1].Ended(Now) with { ExpiresAt = Now });
        await CommitAsync(heads[3].Ended(Now) with { ExpiresAt = Now });

        var pages = await PagesAsync(new ExecutionQuery { PageSize = 2, OldestFirst = true });

        Assert.Equal(
            [[heads[0].Id, heads[2].Id], [heads[4].Id, heads[5].Id]],
            pages.Select(static page => page.Select(static head => head.Id).ToArray()));
    }

    [Fact]
    public async Task The_name_of_an_expired_execution_is_free_and_nothing_old_shows_in_the_new_one()
    {
        var old = await CreateExpiringAsync(TimeSpan.FromDays(1));
        Time.Advance(TimeSpan.FromDays(1));

        var created = await CreateAsync(SampleHeads.New(Now, name: old.Id.Name, input: null));

        var loaded = await Store.LoadAsync(old.Id);
        Assert.Equal(created, loaded!.Head);
        Assert.Empty(loaded.Segments);

        await CommitAsync(created.Next(), "new");

        Assert.Equal(["new"], Texts(await Store.LoadAsync(old.Id)));
        Assert.Equal([old.Id], await IdsAsync(new ExecutionQuery()));
    }

    [Fact]
    public async Task A_commit_of_an_expired_run_does_not_touch_the_run_that_has_its_name_now()
    {
        var old = SampleHeads.New(Now);
        await CreateAsync(old);
        await CommitAsync(old.Ended(Now) with { ExpiresAt = Now });
        var created = await CreateAsync(SampleHeads.New(Now, name: old.Id.Name));

        Assert.False(await Store.CommitAsync(new Checkpoint(old.Next(), Utf8("old"))));

        Assert.Equal(created, (await Store.LoadAsync(old.Id))!.Head);
    }

    [Fact]
    public async Task Of_many_simultaneous_creations_over_an_expired_execution_exactly_one_wins()
    {
        var old = await CreateExpiringAsync(TimeSpan.FromDays(1));
        Time.Advance(TimeSpan.FromDays(1));
        var contenders = Enumerable.Range(0, 8).Select(_ => SampleHeads.New(Now, name: old.Id.Name)).ToArray();

        var answers = await Task.WhenAll(contenders.Select(head => Task.Run(async () => await Store.CreateAsync(head))));

        var winner = Assert.Single(contenders.Where((_, i) => answers[i] is null));
        Assert.Equal(winner, (await Store.LoadAsync(old.Id))!.Head);
    }

    [Fact]
    public async Task Deletion_takes_expired_executions_only_and_no_more_than_the_limit()
    {
        for (var i = 0; i < 5; i++)
        {
            await CreateExpiringAsync(TimeSpan.FromDays(1));
        }

        var later = await CreateExpiringAsync(TimeSpan.FromDays(2));
        var running = await CreateAsync(SampleHeads.New(Now));
        Assert.Equal(0, await Store.DeleteExpiredAsync(Now, 10));

        Time.Advance(TimeSpan.FromDays(1));

        Assert.Equal(3, await Store.DeleteExpiredAsync(Now, 3));
        Assert.Equal(2, await Store.DeleteExpiredAsync(Now, 3));
        Assert.Equal(0, await Store.DeleteExpiredAsync(Now, 3));
        Assert.NotNull(await Store.LoadAsync(later.Id));
        Assert.NotNull(await Store.LoadAsync(running.Id));
    }

    [Fact]
    public async Task Deletion_goes_by_the_time_it_is_given()
    {
        var head = await CreateExpiringAsync(TimeSpan.FromDays(1));

        Assert.Equal(0, await Store.DeleteExpiredAsync(Now.AddDays(1).AddMilliseconds(-1), 10));
        Assert.Equal(1, await Store.DeleteExpiredAsync(Now.AddDays(1), 10));
        Assert.Null(await Store.LoadAsync(head.Id));
    }

    [Fact]
    public async Task More_executions_than_one_transaction_takes_can_be_deleted_in_one_call()
    {
        for (var i = 0; i < 400; i++)
        {
            await CreateExpiringAsync(TimeSpan.FromDays(1));
        }

        Time.Advance(TimeSpan.FromDays(1));

        Assert.Equal(400, await Store.DeleteExpiredAsync(Now, 1000));
    }

    [Fact]
    public async Task A_name_can_be_used_again_after_the_deletion()
    {
        var old = await CreateExpiringAsync(TimeSpan.FromDays(1));
        Time.Advance(TimeSpan.FromDays(1));
        await Store.DeleteExpiredAsync(Now, 10);

        var created = await CreateAsync(SampleHeads.New(Now, name: old.Id.Name));

        var loaded = await Store.LoadAsync(old.Id);
        Assert.Equal(created, loaded!.Head);
        Assert.Empty(loaded.Segments);
    }

    private async Task<ExecutionHead> CreateExpiringAsync(TimeSpan retention)
    {
        var head = await CreateAsync(SampleHeads.New(Now, input: "\"old\"") with { Retention = retention });
        head = await CommitAsync(head.Next(), "old 2");
        return await CommitAsync(head.Ended(Now, result: "\"old\""), "old 3");
    }
}
