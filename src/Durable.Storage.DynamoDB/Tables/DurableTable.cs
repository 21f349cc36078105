using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Durable.Storage.Items;

namespace Durable.Storage.Tables;

/// <summary>The table as it has to be: keys, indexes, billing, time-to-live.</summary>
public static class DurableTable
{
    /// <summary>Creates the table on demand billing and waits until it can be used. A table that is there is left as it is.</summary>
    /// <param name="client">Asks DynamoDB.</param>
    /// <param name="options">Name, indexes, time-to-live.</param>
    /// <param name="timeProvider">Paces the waiting; the system clock by default.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>False if it was there already.</returns>
    public static async Task<bool> CreateIfMissingAsync(
        IAmazonDynamoDB client, DynamoDBStoreOptions options, TimeProvider? timeProvider = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(options);
        var created = await TryCreateAsync(client, options, cancellationToken);
        while (!await IsActiveAsync(client, options.TableName, cancellationToken))
        {
            await Task.Delay(TimeSpan.FromSeconds(1), timeProvider ?? TimeProvider.System, cancellationToken);
        }

        if (created && options.TimeToLive)
        {
            await client.UpdateTimeToLiveAsync(
                new UpdateTimeToLiveRequest
                {
                    TableName = options.TableName,
                    TimeToLiveSpecification = new TimeToLiveSpecification { AttributeName = Attributes.TimeToLive, Enabled = true },
                },
                cancellationToken);
        }

        return created;
    }

    internal static CreateTableRequest Definition(DynamoDBStoreOptions options)
    {
        var indexes = TableIndex.All(options);
        return new CreateTableRequest
        {
            TableName = options.TableName,
            BillingMode = BillingMode.PAY_PER_REQUEST,
            KeySchema = KeySchema(Attributes.PartitionKey, Attributes.SortKey),
            GlobalSecondaryIndexes = [.. indexes.Select(static index => new GlobalSecondaryIndex
            {
                IndexName = index.Name,
                KeySchema = KeySchema(index.PartitionKey, index.SortKey),
                Projection = new Projection { ProjectionType = ProjectionType.KEYS_ONLY },
            })],
            AttributeDefinitions = [.. TableIndex.KeyAttributes(indexes).Select(static attribute => new AttributeDefinition(
                attribute.Name, attribute.IsNumber ? ScalarAttributeType.N : ScalarAttributeType.S))],
        };
    }

    private static List<KeySchemaElement> KeySchema(string partitionKey, string sortKey) =>
        [new KeySchemaElement(partitionKey, KeyType.HASH), new KeySchemaElement(sortKey, KeyType.RANGE)];

    private static async Task<bool> TryCreateAsync(IAmazonDynamoDB client, DynamoDBStoreOptions options, CancellationToken cancellationToken)
    {
        try
        {
            await client.CreateTableAsync(Definition(options), cancellationToken);
            return true;
        }
        catch (ResourceInUseException)
        {
            return false;
        }
    }

    private static async Task<bool> IsActiveAsync(IAmazonDynamoDB client, string tableName, CancellationToken cancellationToken)
    {
        var table = (await client.DescribeTableAsync(tableName, cancellationToken)).Table;
        return table.TableStatus == TableStatus.ACTIVE
            && (table.GlobalSecondaryIndexes ?? []).TrueForAll(static index => index.IndexStatus == IndexStatus.ACTIVE);
    }
}
