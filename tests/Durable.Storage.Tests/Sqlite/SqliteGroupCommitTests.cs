using Durable.Storage.Native;
using Durable.Testing;

namespace Durable.Storage.Tests.Sqlite;

public sealed class SqliteGroupCommitTests : IDisposable
{
    private const int InputOutputErrorOfFsync = 1034;
    private const int DiskFull = 13;
    private const int Corrupt = 11;

    private readonly SqliteStoreFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task A_lone_write_is_a_transaction_of_its_own()
    {
        await using var store = _fixture.Open();

        await store.CreateAsync(_fixture.NewHead());
        await store.CreateAsync(_fixture.NewHead());

        Assert.Equal(2, store.Writer.Transactions);
    }

    [Fact]
    public async Task Writes_that_arrive_during_a_commit_share_the_next_transaction()
    {
        await using var store = _fixture.Open();
        using var held = new HeldCommit(store);
        var first = store.CreateAsync(_fixture.NewHead()).AsTask();
        await held.Reached;

        var others = Enumerable.Range(0, 100).Select(_ => store.CreateAsync(_fixture.NewHead()).AsTask()).ToArray();
        held.Release();
        await Task.WhenAll([first, .. others]);

        Assert.Equal(2, store.Writer.Transactions);
    }

    [Fact]
    public async Task A_transaction_takes_no_more_writes_than_it_may()
    {
        await using var store = _fixture.Open(static options => options.MaxGroupCommit = 10);
        using var held = new HeldCommit(store);
        var first = store.CreateAsync(_fixture.NewHead()).AsTask();
        await held.Reached;

        var others = Enumerable.Range(0, 100).Select(_ => store.CreateAsync(_fixture.NewHead()).AsTask()).ToArray();
        held.Release();
        await Task.WhenAll([first, .. others]);

        Assert.Equal(11, store.Writer.Transactions);
    }

    [Fact]
    public async Task A_transaction_takes_no_more_writes_once_it_has_its_bytes()
    {
        await using var store = _fixture.Open(static options => options.MaxGroupCommitBytes = 1000);
        using var held = new HeldCommit(store);
        var first = store.CreateAsync(_fixture.NewHead()).AsTask();
        await held.Reached;

        var others = Enumerable.Range(0, 20).Select(_ => store.CreateAsync(_fixture.NewHead(new string('x', 500))).AsTask()).ToArray();
        held.Release();
        await Task.WhenAll([first, .. others]);

        Assert.Equal(11, store.Writer.Transactions);
    }

    [Fact]
    public async Task Writes_of_one_execution_in_one_transaction_take_effect_in_their_order()
    {
        await using var store = _fixture.Open();
        using var held = new HeldCommit(store);
        var first = store.CreateAsync(_fixture.NewHead()).AsTask();
        await held.Reached;

        var head = _fixture.NewHead();
        var created = store.CreateAsync(head).AsTask();
        var second = store.CommitAsync(new Checkpoint(head.Next(), "2"u8.ToArray())).AsTask();
        var stale = store.CommitAsync(new Checkpoint(head.Next(), "stale"u8.ToArray())).AsTask();
        var third = store.CommitAsync(new Checkpoint(head.Next().Next(), "3"u8.ToArray())).AsTask();
        held.Release();
        await first;

        Assert.Null(await created);
        Assert.True(await second);
        Assert.False(await stale);
        Assert.True(await third);
        Assert.Equal(2, store.Writer.Transactions);
    }

    [Fact]
    public async Task A_write_that_fails_does_not_fail_those_that_share_its_transaction()
    {
        await using var store = _fixture.Open();
        using var held = new HeldCommit(store);
        var first = store.CreateAsync(_fixture.NewHead()).AsTask();
        await held.Reached;

        var existing = _fixture.NewHead();
        var before = store.CreateAsync(existing).AsTask();
        var refused = store.CreateAsync(_fixture.NewHead() with { RunId = null! }).AsTask();
        var refusedHalfWay = store.CommitAsync(new Checkpoint(existing.Next() with { CommitId = null! }, "bad"u8.ToArray())).AsTask();
        var senseless = store.CreateAsync(_fixture.NewHead() with { Id = default }).AsTask();
        var after = store.CommitAsync(new Checkpoint(existing.Next(), "good"u8.ToArray())).AsTask();
        held.Release();
        await first;

        Assert.Null(await before);
        Assert.True(await after);
        foreach (var bad in new Task[] { refused, refusedHalfWay, senseless })
        {
            var failure = await Assert.ThrowsAsync<CheckpointStoreException>(() => bad);
            Assert.Equal(StoreFailure.Fatal, failure.Failure);
        }

        var loaded = await store.LoadAsync(existing.Id);
        Assert.Equal("good"u8.ToArray(), Assert.Single(loaded!.Segments).ToArray());
        Assert.Equal(2, store.Writer.Transactions);
    }

    [Theory]
    [InlineData(InputOutputErrorOfFsync, StoreFailure.UnknownOutcome)]
    [InlineData(DiskFull, StoreFailure.Transient)]
    [InlineData(Corrupt, StoreFailure.Fatal)]
    public async Task A_commit_that_fails_fails_all_of_its_writes_and_none_after_it(int code, StoreFailure expected)
    {
        await using var store = _fixture.Open();
        using var held = new HeldCommit(store);
        var head = _fixture.NewHead();
        var one = store.CreateAsync(head).AsTask();
        await held.Reached;
        held.Release(new DatabaseException(code, "injected"));

        var failure = await Assert.ThrowsAsync<CheckpointStoreException>(() => one);
        Assert.Equal(expected, failure.Failure);
        Assert.Contains(_fixture.Path, failure.Message, StringComparison.Ordinal);
        Assert.Null(await store.LoadAsync(head.Id));
        Assert.Null(await store.CreateAsync(head));
        Assert.NotNull(await store.LoadAsync(head.Id));
    }

    [Fact]
    public async Task Writes_fail_as_transient_while_another_program_holds_the_database()
    {
        await using var store = _fixture.Open(static options => options.BusyTimeout = TimeSpan.Zero);
        using (var other = Database.Open(_fixture.Path, TimeSpan.Zero))
        {
            other.Execute("BEGIN IMMEDIATE");
            var failures = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ =>
                Assert.ThrowsAsync<CheckpointStoreException>(() => store.CreateAsync(_fixture.NewHead()).AsTask())));

            Assert.All(failures, static failure => Assert.Equal(StoreFailure.Transient, failure.Failure));
            Assert.Contains("held by another program", failures[0].Message, StringComparison.Ordinal);
            other.Execute("ROLLBACK");
        }

        Assert.Null(await store.CreateAsync(_fixture.NewHead()));
    }

    [Fact]
    public async Task A_write_that_finds_no_room_fails_as_transient_and_smaller_ones_go_on()
    {
        await using var store = _fixture.Open(static options =>
        {
            options.MaxDatabaseBytes = 2 * 1024 * 1024;
            options.CacheBytes = 1024 * 1024;
        });
        var head = _fixture.NewHead();
        await store.CreateAsync(head);
        using var held = new HeldCommit(store);
        var first = store.CreateAsync(_fixture.NewHead()).AsTask();
        await held.Reached;

        var large = store.CommitAsync(new Checkpoint(head.Next(), new byte[4 * 1024 * 1024])).AsTask();
        var small = store.CommitAsync(new Checkpoint(head.Next(), new byte[100])).AsTask();
        held.Release();
        await first;

        var failure = await Assert.ThrowsAsync<CheckpointStoreException>(() => large);
        Assert.Equal(StoreFailure.Transient, failure.Failure);
        Assert.Contains("no room", failure.Message, StringComparison.Ordinal);
        Assert.True(await small);
        Assert.Equal(100, Assert.Single((await store.LoadAsync(head.Id))!.Segments).Length);
    }

    [Fact]
    public async Task Whether_it_can_be_written_is_found_out_by_writing()
    {
        await using var store = _fixture.Open(static options => options.MaxDatabaseBytes = 2 * 1024 * 1024);
        var head = _fixture.NewHead();
        await store.CreateAsync(head);
        await store.CheckWritesAsync();
        var before = await store.LoadAsync(head.Id);

        // Ever smaller, until no page is left.
        for (var bytes = 1024 * 1024; bytes >= 1024;)
        {
            try
            {
                head = head.Next();
                await store.CommitAsync(new Checkpoint(head, new byte[bytes]));
            }
            catch (CheckpointStoreException)
            {
                head = head with { Version = head.Version - 1 };
                bytes /= 2;
            }
        }

        var failure = await Assert.ThrowsAsync<CheckpointStoreException>(() => store.CheckWritesAsync().AsTask());

        Assert.Contains("no room", failure.Message, StringComparison.Ordinal);
        Assert.Empty(before!.Segments);
    }

    [Fact]
    public async Task Reads_do_not_wait_for_a_transaction_that_is_being_written()
    {
        await using var store = _fixture.Open();
        var head = _fixture.NewHead();
        await store.CreateAsync(head);
        using var held = new HeldCommit(store);
        var writing = store.CommitAsync(new Checkpoint(head.Next(), "records"u8.ToArray())).AsTask();
        await held.Reached;

        var during = await store.LoadAsync(head.Id);
        Assert.Equal(1, during!.Head.Version);
        Assert.Empty(during.Segments);
        Assert.Single((await store.ListAsync(new ExecutionQuery())).Heads);

        held.Release();
        Assert.True(await writing);
        Assert.Equal(2, (await store.LoadAsync(head.Id))!.Head.Version);
    }

    [Fact]
    public async Task A_caller_that_gives_up_does_not_stop_its_write()
    {
        await using var store = _fixture.Open();
        using var held = new HeldCommit(store);
        using var source = new CancellationTokenSource();
        var head = _fixture.NewHead();
        var first = store.CreateAsync(_fixture.NewHead()).AsTask();
        await held.Reached;

        var abandoned = store.CreateAsync(head, source.Token).AsTask();
        await source.CancelAsync();
        var failure = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => abandoned);
        held.Release();
        await first;
        var last = await store.CreateAsync(head);

        Assert.Equal(source.Token, failure.CancellationToken);
        Assert.Equal(head, last);
    }

    [Fact]
    public async Task Closing_finishes_the_writes_that_were_asked_for()
    {
        var store = _fixture.Open();
        using var held = new HeldCommit(store);
        var first = store.CreateAsync(_fixture.NewHead()).AsTask();
        await held.Reached;
        var others = Enumerable.Range(0, 10).Select(_ => store.CreateAsync(_fixture.NewHead()).AsTask()).ToArray();

        var closing = store.DisposeAsync().AsTask();
        Assert.False(closing.IsCompleted);
        held.Release();
        await closing;

        Assert.All(await Task.WhenAll([first, .. others]), Assert.Null);
    }

    [Fact]
    public async Task A_closed_store_refuses_every_call()
    {
        var store = _fixture.Open();
        var head = _fixture.NewHead();
        await store.CreateAsync(head);
        await store.DisposeAsync();
        await store.DisposeAsync();

        var write = await Assert.ThrowsAsync<CheckpointStoreException>(() => store.CommitAsync(new Checkpoint(head.Next(), default)).AsTask());
        var read = await Assert.ThrowsAsync<CheckpointStoreException>(() => store.LoadAsync(head.Id).AsTask());

        Assert.Equal(StoreFailure.Fatal, write.Failure);
        Assert.Contains("is closed", write.Message, StringComparison.Ordinal);
        Assert.Contains("is closed", read.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_write_ahead_log_does_not_grow_with_the_number_of_commits()
    {
        const int Limit = 256 * 1024;
        await using var store = _fixture.Open(static options => options.CheckpointBytes = Limit);

        for (var i = 0; i < 500; i++)
        {
            await store.CreateAsync(_fixture.NewHead(new string('x', 5000)));
            await store.ListAsync(new ExecutionQuery { PageSize = 1 });
        }

        Assert.InRange(new FileInfo(_fixture.Path + "-wal").Length, 1, 2 * Limit);
    }
}
