using System.Text;
using Durable.Testing;
using Npgsql;

namespace Durable.Storage.Tests.PostgreSQL;

/// <summary>A schema that belongs to one test, seen through stores and by its owner.</summary>
public abstract class PostgreSQLStoreFixture : IAsyncLifetime
{
    private readonly List<PostgreSQLCheckpointStore> _stores = [];

    protected PostgreSQLStoreOptions Options { get; private set; } = new();

    protected string Schema => Options.Schema;

    protected PostgreSQLCheckpointStore Store { get; private set; } = null!;

    protected static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public async Task InitializeAsync()
    {
        Options = await TestPostgreSQL.OptionsAsync();
        Store = Open();
    }

    public async Task DisposeAsync()
    {
        foreach (var store in _stores)
        {
            await store.DisposeAsync();
        }
    }

    /// <summary>Another store on the same data, as another process would have it.</summary>
    protected PostgreSQLCheckpointStore Open(Action<PostgreSQLStoreOptions>? configure = null)
    {
        var options = new PostgreSQLStoreOptions { ConnectionString = Options.ConnectionString, Schema = Options.Schema };
        configure?.Invoke(options);
        var store = PostgreSQLCheckpointStore.Open(options);
        _stores.Add(store);
        return store;
    }

    /// <inheritdoc cref="TestPostgreSQL.AsOwnerAsync"/>
    protected static Task<object?> AsOwnerAsync(string sql) => TestPostgreSQL.AsOwnerAsync(sql);

    /// <summary>Locks the head of an execution as its owner, until the transaction is disposed of.</summary>
    protected async Task<NpgsqlConnection> HoldHeadsAsync()
    {
        var connection = new NpgsqlConnection(await TestPostgreSQL.OwnerConnectionStringAsync());
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"BEGIN; SELECT 1 FROM {Schema}.heads FOR UPDATE", connection);
        await command.ExecuteNonQueryAsync();
        return connection;
    }

    /// <summary>Waits until so many sessions of hosts wait for a lock on this test's tables.</summary>
    protected async Task WhenWaitingAsync(int sessions)
    {
        while ((long)(await AsOwnerAsync(
            $"SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%{Schema}.heads%' AND pid <> pg_backend_pid()"))! < sessions)
        {
            await Task.Delay(10);
        }
    }

    /// <summary>Ends the sessions of hosts whose last statement was on this test's tables, as an operator or a failover does.</summary>
    protected Task TerminateAsync() => TestPostgreSQL.TerminateHostsAsync(Schema);

    protected async Task<ExecutionHead> CreateAsync(ExecutionHead head)
    {
        Assert.Null(await Store.CreateAsync(head));
        return head;
    }

    protected static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
