using System.Reflection;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;

namespace Durable.Storage.Tests.Fuzzing;

/// <summary>Answers as DynamoDB would with whatever items it was given; it writes without conditions and knows no index but by its key.</summary>
public class StubDynamoDB : DispatchProxy
{
    /// <summary>All items.</summary>
    internal List<Dictionary<string, AttributeValue>> Items { get; private set; } = [];

    internal static (IAmazonDynamoDB Client, StubDynamoDB Stub) Create()
    {
        var client = Create<IAmazonDynamoDB, StubDynamoDB>();
        return (client, (StubDynamoDB)(object)client);
    }

    /// <summary>Other items from now on.</summary>
    internal void Replace(IEnumerable<Dictionary<string, AttributeValue>> items) => Items = [.. items];

    /// <inheritdoc/>
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => args is [var request, ..]
        ? request switch
        {
            PutItemRequest put => Task.FromResult(Put(put)),
            GetItemRequest get => Task.FromResult(Get(get)),
            QueryRequest query => Task.FromResult(Query(query)),
            BatchGetItemRequest batch => Task.FromResult(BatchGet(batch)),
            _ => throw new NotSupportedException($"{targetMethod?.Name} is not asked here."),
        }
        : null;

    private PutItemResponse Put(PutItemRequest put)
    {
        Items.RemoveAll(item => item["pk"].S == put.Item["pk"].S && item["sk"].S == put.Item["sk"].S);
        Items.Add(put.Item);
        return new PutItemResponse();
    }

    private GetItemResponse Get(GetItemRequest get) => new() { Item = Find(get.Key, get.ProjectionExpression) };

    private BatchGetItemResponse BatchGet(BatchGetItemRequest batch) => new()
    {
        Responses = batch.RequestItems.ToDictionary(
            static table => table.Key,
            table => table.Value.Keys.Select(key => Find(key, table.Value.ProjectionExpression)).OfType<Dictionary<string, AttributeValue>>().ToList()),
    };

    // Every item whose key is the partition's, of the table or of the index; without both keys an item is in no index.
    private QueryResponse Query(QueryRequest query)
    {
        var attribute = query.KeyConditionExpression.Split(' ')[0];
        var partition = query.ExpressionAttributeValues.First().Value.S;
        var beginning = query.ExpressionAttributeValues.GetValueOrDefault(":sk")?.S ?? "";
        return new QueryResponse
        {
            Items =
            [
                .. Items.Where(item => item.GetValueOrDefault(attribute)?.S == partition
                    && item["sk"].S.StartsWith(beginning, StringComparison.Ordinal)
                    && (attribute is "pk" || (attribute == "dp" ? item.GetValueOrDefault("da")?.N : item.GetValueOrDefault("ls")?.S) is not null)),
            ],
        };
    }

    private Dictionary<string, AttributeValue>? Find(Dictionary<string, AttributeValue> key, string? projection)
    {
        var item = Items.Find(item => item["pk"].S == key["pk"].S && item["sk"].S == key["sk"].S);
        return item is null || projection is null ? item : item.Where(attribute => projection.Split(", ").Contains(attribute.Key)).ToDictionary();
    }
}
