using System.Text;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Durable.Storage.Items;
using Durable.Testing;

namespace Durable.Storage.Tests.DynamoDB;

/// <summary>A part of the table that belongs to one test, seen through stores and as it is.</summary>
public abstract class DynamoDBStoreFixture : IAsyncLifetime
{
    private readonly List<IAsyncDisposable> _stores = [];

    protected ManualTimeProvider Time { get; } = new();

    protected DateTimeOffset Now => Time.GetUtcNow();

    protected DynamoDBStoreOptions Options { get; private set; } = new();

    /// <summary>Sees the table as it is.</summary>
    protected IAmazonDynamoDB Client { get; private set; } = null!;

    /// <summary>The clock of the stores, for expiry and for the pauses between tries.</summary>
    protected virtual TimeProvider StoreClock => Time;

    private protected FaultyHttp Http { get; } = new();

    protected DynamoDBCheckpointStore Store { get; private set; } = null!;

    public virtual async Task InitializeAsync()
    {
        Options = await TestDynamoDB.OptionsAsync();
        Client = DynamoDBClients.Create(Options);
        Store = Open();
    }

    public async Task DisposeAsync()
    {
        foreach (var store in _stores)
        {
            await store.DisposeAsync();
        }

        Client?.Dispose();
        Http.Dispose();
    }

    /// <summary>Another store on the same data, as another process would have it.</summary>
    protected DynamoDBCheckpointStore Open(Action<DynamoDBStoreOptions>? configure = null)
    {
        var options = new DynamoDBStoreOptions
        {
            ServiceUrl = Options.ServiceUrl,
            TableName = Options.TableName,
            KeyPrefix = Options.KeyPrefix,
            RequestTimeout = Options.RequestTimeout,
            CapacityCheckInterval = Options.CapacityCheckInterval,
        };
        configure?.Invoke(options);
        var client = DynamoDBClients.Create(options, config => config.HttpClientFactory = Http.Factory);
        var store = DynamoDBCheckpointStore.Open(options, client, StoreClock);
        _stores.Add(store);
        return store;
    }

    protected async Task<ExecutionHead> CreateAsync(ExecutionHead head)
    {
        Assert.Null(await Store.CreateAsync(head));
        return head;
    }

    protected async Task<ExecutionHead> CommitAsync(ExecutionHead head, ReadOnlyMemory<byte> records = default)
    {
        Assert.True(await Store.CommitAsync(new Checkpoint(head, records)));
        return head;
    }

    /// <summary>All items of an execution, by sort key.</summary>
    protected async Task<Dictionary<string, Dictionary<string, AttributeValue>>> ItemsAsync(ExecutionId id)
    {
        var items = new Dictionary<string, Dictionary<string, AttributeValue>>(StringComparer.Ordinal);
        var request = new QueryRequest
        {
            TableName = Options.TableName,
            KeyConditionExpression = "pk = :pk",
            ExpressionAttributeValues = new() { [":pk"] = Item.Text(new ItemKeys(Options.KeyPrefix).Partition(id)) },
            ConsistentRead = true,
        };
        do
        {
            var page = await Client.QueryAsync(request);
            foreach (var item in page.Items ?? [])
            {
                items.Add(item[Attributes.SortKey].S, item);
            }

            request.ExclusiveStartKey = page.LastEvaluatedKey;
        }
        while (request.ExclusiveStartKey is { Count: > 0 });

        return items;
    }

    /// <summary>Requests and units alone: bytes depend on every name in an item.</summary>
    protected static StorageUsage WithoutBytes(StorageUsage usage) => usage with { BytesWritten = 0, BytesRead = 0 };

    protected static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>Bytes that no compression makes smaller.</summary>
    protected static byte[] Noise(int count, int seed = 1)
    {
        var bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    /// <summary>Text that compression makes about a quarter smaller and no more.</summary>
    protected static string NoisyText(int characters, int seed = 1) => Convert.ToBase64String(Noise(characters, seed))[..characters];
}
