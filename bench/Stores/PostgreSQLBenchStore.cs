using Durable.PostgreSQLLocal;
using Durable.Storage;

namespace Durable.Bench.Stores;

/// <summary>The PostgreSQL store in a schema of its own, every commit synced, on a server of its own or the one that the environment names.</summary>
internal sealed class PostgreSQLBenchStore : IBenchStore
{
    private readonly PostgreSQLLocalServer _server;
    private readonly PostgreSQLStoreOptions _options;
    private PostgreSQLCheckpointStore _store;
    private long _closedGroups;

    private PostgreSQLBenchStore(PostgreSQLLocalServer server, string directory)
    {
        _server = server;
        Directory = directory;
        _options = new PostgreSQLStoreOptions
        {
            ConnectionString = server.ConnectionString,
            Schema = $"bench_{Guid.NewGuid().ToString("N")[..12]}",
            CreateSchema = true,
        };
        _store = PostgreSQLCheckpointStore.Open(_options);
    }

    public ICheckpointStore Store => _store;

    public string Directory { get; }

    /// <summary>Groups of commits, each one statement and one transaction.</summary>
    public long? Requests => _closedGroups + _store.Groups;

    public static async Task<PostgreSQLBenchStore> OpenAsync(string directory)
    {
        PostgreSQLLocalServer server;
        try
        {
            server = await PostgreSQLLocalServer.StartAsync([], directory);
        }
        catch (PostgreSQLLocalException exception)
        {
            throw new BenchException(exception.Message, BenchException.Unavailable);
        }

        var store = new PostgreSQLBenchStore(server, directory);
        await store._store.RequireSchemaAsync(CancellationToken.None);
        return store;
    }

    public async Task ReopenAsync()
    {
        await _store.DisposeAsync();
        _closedGroups += _store.Groups;
        _store = PostgreSQLCheckpointStore.Open(_options);
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        await _server.DisposeAsync();
    }
}
