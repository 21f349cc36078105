using Durable.DynamoDBLocal;
using Durable.Storage;
using Durable.Storage.Tables;

namespace Durable.Chaos;

/// <summary>A table of DynamoDB Local.</summary>
internal sealed class DynamoDBChaosStore : IChaosStore
{
    private readonly DynamoDBLocalServer _server;
    private readonly DynamoDBStoreOptions _options;

    private DynamoDBChaosStore(DynamoDBLocalServer server, DynamoDBStoreOptions options)
    {
        _server = server;
        _options = options;
        Port = StorePort.Open(new Uri(server.ServiceUrl));
    }

    public string Name => "DynamoDB";

    public StorePort Port { get; }

    public IReadOnlyList<string> Where => [$"http://127.0.0.1:{Port.Number}", _options.TableName, _options.KeyPrefix];

    /// <exception cref="DynamoDBLocalException">There is no DynamoDB.</exception>
    public static async Task<DynamoDBChaosStore> StartAsync()
    {
        var server = await DynamoDBLocalServer.StartAsync();
        var options = new DynamoDBStoreOptions { ServiceUrl = server.ServiceUrl, TableName = $"chaos-{Guid.NewGuid():N}", KeyPrefix = "c:" };
        using var client = DynamoDBClients.Create(options);
        await DurableTable.CreateIfMissingAsync(client, options);
        return new DynamoDBChaosStore(server, options);
    }

    public ICheckpointStore Open() => DynamoDBCheckpointStore.Open(_options);

    public async ValueTask DisposeAsync()
    {
        await Port.DisposeAsync();
        await _server.DisposeAsync();
    }
}
