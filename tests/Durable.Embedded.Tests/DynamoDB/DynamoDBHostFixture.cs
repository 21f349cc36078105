using System.Text;
using Amazon.DynamoDBv2.Model;
using Durable.Storage;
using Durable.Testing;

namespace Durable.Embedded.Tests.DynamoDB;

/// <summary>Embedded hosts over a part of a DynamoDB table.</summary>
public class DynamoDBHostFixture : EmbeddedHostFixture
{
    private DynamoDBCheckpointStore? _store;
    private DynamoDBStoreOptions? _options;

    /// <summary>The store, below what counts and disturbs its requests.</summary>
    public DynamoDBCheckpointStore Table => _store ?? throw new InvalidOperationException("The test has not been initialized.");

    // The items as they are, and behind them what the store reads in them, because it compresses what is large.
    public override async Task<string> ReadStoredAsync()
    {
        var stored = new StringBuilder();
        using var client = DynamoDBClients.Create(_options!);
        var request = new ScanRequest
        {
            TableName = _options!.TableName,
            FilterExpression = "begins_with(pk, :prefix)",
            ExpressionAttributeValues = new() { [":prefix"] = new AttributeValue(_options.KeyPrefix) },
            ConsistentRead = true,
        };
        do
        {
            var page = await client.ScanAsync(request);
            foreach (var value in page.Items.SelectMany(static item => item.Values))
            {
                Append(value);
            }

            request.ExclusiveStartKey = page.LastEvaluatedKey;
        }
        while (request.ExclusiveStartKey is { Count: > 0 });

        return stored.Append(await base.ReadStoredAsync()).ToString();

        void Append(AttributeValue value)
        {
            stored.AppendLine(value.S ?? value.N);
            if (value.B is { } bytes)
            {
                stored.AppendLine(Encoding.Latin1.GetString(bytes.ToArray()));
            }

            foreach (var inner in (value.L ?? []).Concat(value.M?.Values ?? Enumerable.Empty<AttributeValue>()))
            {
                Append(inner);
            }
        }
    }

    protected override async Task<ICheckpointStore?> OpenStoreAsync()
    {
        _options = await TestDynamoDB.OptionsAsync();
        return _store = DynamoDBCheckpointStore.Open(_options, timeProvider: Clock);
    }
}
