using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Durable.Storage.Items;
using Durable.Storage.Requests;

namespace Durable.Storage.Tables;

/// <summary>Asks the table one question by each key that the store uses. The store may read, but not have the table described.</summary>
internal sealed class TableProbe(TableRequests requests, ItemKeys keys, DynamoDBStoreOptions options)
{
    // An execution that there is not.
    private static readonly ExecutionId s_nobody = new("durable-table-check", "none");

    /// <exception cref="CheckpointStoreException">The table is missing, may not be used, or lacks keys or an index (fatal); or it cannot be reached.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await requests.GetAsync(s_nobody.FunctionName, keys.Of(s_nobody, ItemKeys.Head), Attributes.PartitionKey, cancellationToken);
        foreach (var index in TableIndex.All(options))
        {
            // Tables of earlier releases lack it, and nothing but lists by business key needs it.
            if (index.Name != IndexNames.BusinessKey)
            {
                await AskAsync(index, cancellationToken);
            }
        }
    }

    private async Task AskAsync(TableIndex index, CancellationToken cancellationToken)
    {
        var isDue = index.Name == IndexNames.Due;
        var request = new QueryRequest
        {
            IndexName = index.Name,
            KeyConditionExpression = $"{index.PartitionKey} = :p AND {index.SortKey} > :s",
            ExpressionAttributeValues = new Dictionary<string, AttributeValue>(StringComparer.Ordinal)
            {
                // Whatever the index, it begins with the key prefix, which a policy may demand.
                [":p"] = Item.Text(isDue ? keys.DuePartition(WakeUpKind.Lease, 0) : keys.FunctionPartition(s_nobody.FunctionName, 0)),
                [":s"] = isDue ? Item.Number(0) : Item.Text("0"),
            },
            Limit = 1,
        };
        try
        {
            await requests.QueryAsync(function: null, request, cancellationToken);
        }
        catch (CheckpointStoreException exception) when (exception.InnerException is AmazonServiceException { ErrorCode: "ValidationException" } cause)
        {
            var advice = isDue ? "" : " Or do without lists: ListIndexes = false, and --dynamodb-no-list-indexes for the server.";
            throw new CheckpointStoreException(
                StoreFailure.Fatal,
                $"The checkpoint table '{options.TableName}' has no index '{index.Name}' with the keys '{index.PartitionKey}' and '{index.SortKey}'. "
                + $"Add it as 'durable storage init --print cloudformation' shows it.{advice} DynamoDB says: {cause.Message}",
                cause);
        }
    }
}
