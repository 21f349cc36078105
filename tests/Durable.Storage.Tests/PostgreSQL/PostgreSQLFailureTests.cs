using Durable.Testing;
using Npgsql;

namespace Durable.Storage.Tests.PostgreSQL;

/// <summary>What is known after something went wrong, and that the store works again when it is over.</summary>
public sealed class PostgreSQLFailureTests : PostgreSQLStoreFixture
{
    [Fact]
    public async Task A_connection_that_is_ended_while_a_commit_waits_leaves_its_outcome_unknown()
    {
        var head = await CreateAsync(SampleHeads.New(Now));
        await using var hold = await HoldHeadsAsync();
        var commit = Store.CommitAsync(new Checkpoint(head.Next(), Utf8("lost"))).AsTask();
        await WhenWaitingAsync(1);

        await TerminateAsync();

        var failure = await Assert.ThrowsAsync<CheckpointStoreException>(() => commit);
        Assert.Equal(StoreFailure.UnknownOutcome, failure.Failure);
        Assert.Contains("ended the connection", failure.Message, StringComparison.Ordinal);
        await hold.CloseAsync();
        Assert.True(await Store.CommitAsync(new Checkpoint(head.Next(), Utf8("again"))));
    }

    [Fact]
    public async Task Reads_do_not_notice_that_idle_connections_were_ended()
    {
        var head = await CreateAsync(SampleHeads.New(Now));
        for (var i = 0; i < 20; i++)
        {
            await Task.WhenAll(Enumerable.Range(0, 5).Select(async _ => Assert.Equal(head, (await Store.LoadAsync(head.Id))!.Head)));
            await TerminateAsync();
        }
    }

    [Fact]
    public async Task A_statement_that_is_cancelled_has_no_effect()
    {
        var head = await CreateAsync(SampleHeads.New(Now));
        await using var hold = await HoldHeadsAsync();
        var commit = Store.CommitAsync(new Checkpoint(head.Next(), Utf8("cancelled"))).AsTask();
        await WhenWaitingAsync(1);

        await AsOwnerAsync($"SELECT count(pg_cancel_backend(pid)) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%{Schema}.heads%' AND pid <> pg_backend_pid()");

        Assert.Equal(StoreFailure.Transient, (await Assert.ThrowsAsync<CheckpointStoreException>(() => commit)).Failure);
    }

    [Fact]
    public async Task A_commit_that_takes_too_long_is_given_up_and_its_outcome_is_unknown_or_none()
    {
        var store = Open(static options => options.StatementTimeout = TimeSpan.FromSeconds(1));
        var head = await CreateAsync(SampleHeads.New(Now));
        await using var hold = await HoldHeadsAsync();

        var failure = await Assert.ThrowsAsync<CheckpointStoreException>(() => store.CommitAsync(new Checkpoint(head.Next(), default)).AsTask());

        Assert.NotEqual(StoreFailure.Fatal, failure.Failure);
        await hold.CloseAsync();
    }

    [Fact]
    public async Task A_server_that_takes_no_writes_is_waited_for()
    {
        var head = await CreateAsync(SampleHeads.New(Now));
        var standby = Open(options => options.ConnectionString = With(options, static connection => connection.Options = "-c default_transaction_read_only=on"));

        var failure = await Assert.ThrowsAsync<CheckpointStoreException>(() => standby.CommitAsync(new Checkpoint(head.Next(), default)).AsTask());

        Assert.Equal(StoreFailure.Transient, failure.Failure);
        Assert.Contains("takes no writes", failure.Message, StringComparison.Ordinal);
        Assert.Equal(StoreFailure.Transient, (await Assert.ThrowsAsync<CheckpointStoreException>(() => standby.CheckWritesAsync().AsTask())).Failure);
        Assert.Equal(head, (await standby.LoadAsync(head.Id))!.Head);
    }

    [Fact]
    public async Task Nobody_listening_is_transient_and_nothing_was_sent()
    {
        var store = Open(options => options.ConnectionString = With(options, static connection => (connection.Host, connection.Port) = ("127.0.0.1", 1)));

        foreach (var ask in (Func<Task>[])[() => store.CreateAsync(SampleHeads.New(Now)).AsTask(), () => store.LoadAsync(new ExecutionId("f", "n")).AsTask()])
        {
            var failure = await Assert.ThrowsAsync<CheckpointStoreException>(ask);
            Assert.Equal(StoreFailure.Transient, failure.Failure);
            Assert.Contains("cannot be reached", failure.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_wrong_password_is_refused_and_not_shown()
    {
        var store = Open(options => options.ConnectionString = With(options, static connection => connection.Password = "not-the-secret"));

        var failure = await Assert.ThrowsAsync<CheckpointStoreException>(() => store.LoadAsync(new ExecutionId("f", "n")).AsTask());

        Assert.Equal(StoreFailure.Fatal, failure.Failure);
        Assert.Contains("let nobody in", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("not-the-secret", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_schema_that_is_not_there_says_how_to_make_it()
    {
        var store = Open(static options => options.Schema = "nowhere");

        foreach (var ask in (Func<Task>[])[() => store.CreateAsync(SampleHeads.New(Now)).AsTask(), () => store.RequireSchemaAsync(CancellationToken.None)])
        {
            var failure = await Assert.ThrowsAsync<CheckpointStoreException>(ask);
            Assert.Equal(StoreFailure.Fatal, failure.Failure);
            Assert.Contains("durable storage init --store postgres", failure.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_missing_right_says_how_to_give_it()
    {
        var host = new NpgsqlConnectionStringBuilder(Options.ConnectionString).Username;
        await AsOwnerAsync($"REVOKE INSERT ON {Schema}.log FROM {host}");
        var head = await CreateAsync(SampleHeads.New(Now));

        var failure = await Assert.ThrowsAsync<CheckpointStoreException>(() => Store.CommitAsync(new Checkpoint(head.Next(), Utf8("records"))).AsTask());

        Assert.Equal(StoreFailure.Fatal, failure.Failure);
        Assert.Contains("--print roles", failure.Message, StringComparison.Ordinal);
        Assert.Equal(head, (await Store.LoadAsync(head.Id))!.Head);
    }

    [Fact]
    public async Task A_damaged_row_is_named_and_left_out_of_lists()
    {
        var damaged = await CreateAsync(SampleHeads.New(Now, name: "damaged"));
        var well = await CreateAsync(SampleHeads.New(Now, name: "well"));
        await AsOwnerAsync($"UPDATE {Schema}.payloads SET data = '\\x07' FROM {Schema}.executions e WHERE e.id = payloads.id AND e.name = 'damaged'");
        await AsOwnerAsync($"UPDATE {Schema}.executions SET invoker = 'nonsense' WHERE name = 'damaged'");

        var failure = await Assert.ThrowsAsync<CheckpointStoreException>(() => Store.LoadAsync(damaged.Id).AsTask());

        Assert.Equal(StoreFailure.Fatal, failure.Failure);
        Assert.Contains("damaged", failure.Message, StringComparison.Ordinal);
        Assert.Equal([well.Id], (await Store.ListAsync(new ExecutionQuery())).Heads.Select(static head => head.Id));
    }

    [Fact]
    public async Task A_closed_store_says_so()
    {
        var store = Open();
        await store.DisposeAsync();

        foreach (var ask in (Func<Task>[])[() => store.CreateAsync(SampleHeads.New(Now)).AsTask(), () => store.LoadAsync(new ExecutionId("f", "n")).AsTask()])
        {
            Assert.Contains("is closed", (await Assert.ThrowsAsync<CheckpointStoreException>(ask)).Message, StringComparison.Ordinal);
        }
    }

    private static string With(PostgreSQLStoreOptions options, Action<NpgsqlConnectionStringBuilder> change)
    {
        var connection = new NpgsqlConnectionStringBuilder(options.ConnectionString);
        change(connection);
        return connection.ConnectionString;
    }
}
