using Durable.Testing;

namespace Durable.Storage.Tests.PostgreSQL;

/// <summary>Commits that arrive while others are on their way share a statement, and none of them can spoil another.</summary>
public sealed class PostgreSQLGroupCommitTests : PostgreSQLStoreFixture
{
    private const int Many = 200;

    [Fact]
    public async Task What_arrives_while_a_group_is_on_its_way_shares_the_next()
    {
        var store = Open(static options => options.Writers = 1);
        var heads = await CreateManyAsync(store);
        var before = store.Groups;
        await using var hold = await HoldHeadsAsync();
        var first = store.CommitAsync(new Checkpoint(heads[0].Next(), Utf8("first"))).AsTask();
        await WhenWaitingAsync(1);
        var others = heads[1..].Select(head => store.CommitAsync(new Checkpoint(head.Next(), Utf8("other"))).AsTask()).ToArray();

        await hold.CloseAsync();

        Assert.True(await first);
        Assert.All(await Task.WhenAll(others), Assert.True);
        Assert.Equal(before + 2, store.Groups);
    }

    [Fact]
    public async Task A_commit_that_loses_its_condition_takes_no_other_with_it()
    {
        var store = Open(static options => options.Writers = 1);
        var heads = await CreateManyAsync(store);
        await using var hold = await HoldHeadsAsync();
        var first = store.CommitAsync(new Checkpoint(heads[0].Next(), Utf8("first"))).AsTask();
        await WhenWaitingAsync(1);
        var others = heads[1..].Select((head, i) => store.CommitAsync(new Checkpoint(i % 2 == 0 ? head.Next() : head.Next().Next(), default)).AsTask()).ToArray();
        await hold.CloseAsync();
        await first;

        var won = await Task.WhenAll(others);

        Assert.All(won, static (won, i) => Assert.Equal(i % 2 == 0, won));
    }

    [Fact]
    public async Task What_the_database_refuses_fails_alone()
    {
        var store = Open(static options => options.Writers = 1);
        var heads = await CreateManyAsync(store);
        await using var hold = await HoldHeadsAsync();
        var first = store.CommitAsync(new Checkpoint(heads[0].Next(), Utf8("first"))).AsTask();
        await WhenWaitingAsync(1);
        var bad = store.CommitAsync(new Checkpoint(heads[1].Next() with { FunctionVersion = "\0" }, Utf8("bad"))).AsTask();
        var others = heads[2..].Select(head => store.CommitAsync(new Checkpoint(head.Next(), Utf8("other"))).AsTask()).ToArray();
        await hold.CloseAsync();

        Assert.True(await first);
        Assert.All(await Task.WhenAll(others), Assert.True);
        var refused = await Assert.ThrowsAsync<CheckpointStoreException>(() => bad);
        Assert.Equal(StoreFailure.Fatal, refused.Failure);
        Assert.Equal(heads[1], (await store.LoadAsync(heads[1].Id))!.Head);
    }

    [Fact]
    public async Task A_create_that_shares_a_statement_with_a_refused_commit_finds_who_has_the_name()
    {
        var store = Open(static options => options.Writers = 1);
        var heads = await CreateManyAsync(store);
        var name = SampleHeads.New(Now);
        await using var hold = await HoldHeadsAsync();
        var first = store.CommitAsync(new Checkpoint(heads[0].Next(), Utf8("first"))).AsTask();
        await WhenWaitingAsync(1);
        var create = store.CreateAsync(name).AsTask();
        var bad = store.CommitAsync(new Checkpoint(heads[1].Next() with { FunctionVersion = "\0" }, default)).AsTask();
        var winner = name with { RunId = SampleHeads.UniqueText(), CommitId = SampleHeads.UniqueText() };
        Assert.Null(await Open().CreateAsync(winner));
        await hold.CloseAsync();

        await first;
        await Assert.ThrowsAsync<CheckpointStoreException>(() => bad);
        Assert.Equal(winner, await create);
    }

    [Fact]
    public async Task Two_hosts_that_commit_the_same_executions_do_not_block_each_other_for_good()
    {
        var heads = await CreateManyAsync(Store);
        var other = Open();

        for (var round = 0; round < 20; round++)
        {
            var next = heads.Select(static head => head.Next()).ToArray();
            var ours = next.Select(head => Store.CommitAsync(new Checkpoint(head, default)).AsTask()).ToArray();
            var theirs = next.Reverse().Select(head => other.CommitAsync(new Checkpoint(head, default)).AsTask()).ToArray();

            var won = (Ours: await Task.WhenAll(ours), Theirs: (await Task.WhenAll(theirs)).Reverse().ToArray());

            Assert.All(won.Ours.Zip(won.Theirs), static pair => Assert.NotEqual(pair.First, pair.Second));
            heads = next;
        }
    }

    [Fact]
    public async Task A_caller_that_gives_up_takes_nothing_back()
    {
        var head = await CreateAsync(SampleHeads.New(Now));
        await using var hold = await HoldHeadsAsync();
        using var impatient = new CancellationTokenSource();
        var commit = Store.CommitAsync(new Checkpoint(head.Next(), Utf8("kept")), impatient.Token).AsTask();
        await WhenWaitingAsync(1);

        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => commit);
        await hold.CloseAsync();
        await Store.CommitAsync(new Checkpoint(SampleHeads.New(Now).Next(), default));

        Assert.Equal(2, (await Store.LoadAsync(head.Id))!.Head.Version);
    }

    private static async Task<ExecutionHead[]> CreateManyAsync(PostgreSQLCheckpointStore store)
    {
        ExecutionHead[] heads = [.. Enumerable.Range(0, Many).Select(static i => SampleHeads.New(Now, name: $"e-{i}"))];
        Assert.All(await Task.WhenAll(heads.Select(head => store.CreateAsync(head).AsTask())), Assert.Null);
        return heads;
    }
}
