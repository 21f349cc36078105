using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Durable.Bench.Scenarios;
using Durable.DynamoDBLocal;
using Durable.Storage;
using Durable.Storage.Tables;

namespace Durable.Bench.Stores;

/// <summary>The DynamoDB store on a table of its own, in a DynamoDB Local of its own or at the endpoint that the environment names.</summary>
internal sealed class DynamoDBBenchStore : IBenchStore
{
    private readonly DynamoDBLocalServer _server;
    private readonly DynamoDBStoreOptions _options;
    private readonly IAmazonDynamoDB _client;
    private DynamoDBCheckpointStore _store;
    private StorageUsage _closed;

    private DynamoDBBenchStore(DynamoDBLocalServer server, DynamoDBStoreOptions options)
    {
        _server = server;
        _options = options;
        _client = DynamoDBClients.Create(options);
        _store = OpenStore();
    }

    public ICheckpointStore Store => _store;

    public long? Requests => Usage.Requests;

    public double? WriteUnits => Usage.WriteUnits;

    public double? IndexWriteUnits => Usage.IndexWriteUnits;

    public double? ReadUnits => Usage.ReadUnits;

    public long? BytesWritten => Usage.BytesWritten;

    public long? BytesRead => Usage.BytesRead;

    private StorageUsage Usage => _closed + _store.TotalUsage;

    public static async Task<DynamoDBBenchStore> OpenAsync()
    {
        DynamoDBLocalServer server;
        try
        {
            server = await DynamoDBLocalServer.StartAsync();
        }
        catch (DynamoDBLocalException exception)
        {
            throw new BenchException(exception.Message, BenchException.Unavailable);
        }

        // DynamoDB Local on the same cores is slower than any DynamoDB; what takes its time is no unknown outcome here.
        var options = new DynamoDBStoreOptions
        {
            ServiceUrl = server.ServiceUrl,
            TableName = $"durable-bench-{Guid.NewGuid():N}",
            RequestTimeout = TimeSpan.FromMinutes(1),
        };
        var store = new DynamoDBBenchStore(server, options);
        await DurableTable.CreateIfMissingAsync(store._client, options);
        return store;
    }

    public async Task<Func<Task>?> PrepareBareWritesAsync()
    {
        var sample = new BareExecution(TimeProvider.System.GetUtcNow());
        await _store.CreateAsync(sample.Created);
        var created = await ReadHeadItemAsync(sample.Created.Id);
        await _store.CommitAsync(sample.Closed());
        var closed = await ReadHeadItemAsync(sample.Created.Id);
        return async () =>
        {
            // Another key of the same length.
            var key = created["pk"].S[..^36] + Guid.NewGuid();
            await _client.PutItemAsync(Put(created, key, "attribute_not_exists(pk)"));
            await _client.PutItemAsync(Put(closed, key, "v = :v", new() { [":v"] = created["v"] }));
        };
    }

    public async Task ReopenAsync()
    {
        await _store.DisposeAsync();
        _closed += _store.TotalUsage;
        _store = OpenStore();
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        await _client.DeleteTableAsync(_options.TableName);
        _client.Dispose();
        await _server.DisposeAsync();
    }

    private DynamoDBCheckpointStore OpenStore() => DynamoDBCheckpointStore.Open(_options, _client);

    private async Task<Dictionary<string, AttributeValue>> ReadHeadItemAsync(ExecutionId id)
    {
        var response = await _client.GetItemAsync(new GetItemRequest
        {
            TableName = _options.TableName,
            Key = new() { ["pk"] = new($"x#{id}"), ["sk"] = new("head") },
            ConsistentRead = true,
        });
        return response.Item;
    }

    private PutItemRequest Put(
        Dictionary<string, AttributeValue> item, string key, string condition, Dictionary<string, AttributeValue>? values = null) => new()
        {
            TableName = _options.TableName,
            Item = new(item) { ["pk"] = new(key) },
            ConditionExpression = condition,
            ExpressionAttributeValues = values,
        };
}
