using Durable.PostgreSQLLocal;
using Durable.Storage;
using Durable.Storage.Schema;
using Npgsql;

namespace Durable.Chaos;

/// <summary>A schema of a PostgreSQL server, whose connections are also ended from its side.</summary>
internal sealed class PostgreSQLChaosStore : IChaosStore
{
    private const string Schema = "chaos";

    private readonly PostgreSQLLocalServer _server;
    private readonly NpgsqlConnectionStringBuilder _direct;

    private PostgreSQLChaosStore(PostgreSQLLocalServer server)
    {
        _server = server;
        _direct = new NpgsqlConnectionStringBuilder(server.ConnectionString);
        Port = StorePort.Open(new UriBuilder("tcp", _direct.Host, _direct.Port).Uri);
    }

    public string Name => "PostgreSQL";

    public StorePort Port { get; }

    public IReadOnlyList<string> Where =>
        ["postgres", new NpgsqlConnectionStringBuilder(_direct.ConnectionString) { Host = "127.0.0.1", Port = Port.Number }.ConnectionString, Schema];

    public bool HasMembers => true;

    public IReadOnlyList<ChaosFault> Faults => [new("connections ended by the server", 3, _ => TerminateAsync())];

    /// <exception cref="PostgreSQLLocalException">There is no PostgreSQL.</exception>
    public static async Task<PostgreSQLChaosStore> StartAsync()
    {
        var store = new PostgreSQLChaosStore(await PostgreSQLLocalServer.StartAsync(["fsync=off", "full_page_writes=off"]));
        await using var connection = new NpgsqlConnection(store._direct.ConnectionString);
        await connection.OpenAsync();
        await SchemaInstaller.InstallAsync(connection, Schema, CancellationToken.None);
        await ClusteringTables.InstallAsync(connection, Schema, CancellationToken.None);
        return store;
    }

    public ICheckpointStore Open() =>
        PostgreSQLCheckpointStore.Open(new PostgreSQLStoreOptions { ConnectionString = _direct.ConnectionString, Schema = Schema });

    public async ValueTask DisposeAsync()
    {
        await Port.DisposeAsync();
        await _server.DisposeAsync();
    }

    private async Task TerminateAsync()
    {
        await using var connection = new NpgsqlConnection(_direct.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()", connection);
        await command.ExecuteNonQueryAsync();
    }
}
