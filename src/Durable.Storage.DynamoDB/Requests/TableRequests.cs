using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Durable.Storage.Items;

namespace Durable.Storage.Requests;

/// <summary>Sends requests to the one table, repeats what may be repeated, and counts what each has cost.</summary>
/// <remarks>
/// All requests are idempotent: a write is conditional on what it replaces, or writes what nothing else ever writes there. The function
/// that a request belongs to is for the meter only; null where it belongs to none.
/// </remarks>
internal sealed class TableRequests(
    IAmazonDynamoDB client, string tableName, RequestRetries retries, StorageMeter meter, CapacityCheck capacityCheck)
{
    private static readonly ReturnConsumedCapacity s_capacity = ReturnConsumedCapacity.INDEXES;

    /// <summary>Completes when DynamoDB takes all requests; for what may wait.</summary>
    public Task WhenCalmAsync(CancellationToken cancellationToken) => retries.WhenCalmAsync(cancellationToken);

    /// <summary>Writes an item whatever stands there.</summary>
    public async Task<StorageUsage> PutAsync(string function, Dictionary<string, AttributeValue> item, CancellationToken cancellationToken)
    {
        var request = new PutItemRequest { TableName = tableName, Item = item, ReturnConsumedCapacity = s_capacity };
        var (response, attempts) = await retries.RunAsync(token => client.PutItemAsync(request, token), cancellationToken);
        return meter.Wrote(function, attempts, response.ConsumedCapacity, ItemSize.Of(item));
    }

    /// <summary>Writes a head under a condition on the one it replaces.</summary>
    /// <param name="function">The function.</param>
    /// <param name="item">The head.</param>
    /// <param name="byRule">What writing it costs by DynamoDB's rules, if it replaces what the writer knows of.</param>
    /// <param name="condition">The condition.</param>
    /// <param name="isOwn">
    /// Tells whether an item was written by this very call. After a try whose outcome is unknown the next one either is applied, because
    /// the first was not, or finds what stands there, and with it the answer: no further request is needed.
    /// </param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The item that was replaced, if the write was applied; otherwise the one that stands there.</returns>
    public async Task<(Dictionary<string, AttributeValue>? Replaced, Dictionary<string, AttributeValue>? Existing, StorageUsage Usage)> TryPutAsync(
        string function,
        Dictionary<string, AttributeValue> item,
        StorageUsage byRule,
        WriteCondition condition,
        Func<Dictionary<string, AttributeValue>, bool> isOwn,
        CancellationToken cancellationToken)
    {
        var request = new PutItemRequest
        {
            TableName = tableName,
            Item = item,
            ConditionExpression = condition.Expression,
            ExpressionAttributeValues = condition.Values,
            ReturnValues = condition.ReturnsReplaced ? ReturnValue.ALL_OLD : null,
            ReturnValuesOnConditionCheckFailure = ReturnValuesOnConditionCheckFailure.ALL_OLD,
            ReturnConsumedCapacity = capacityCheck.IsDue() ? s_capacity : null,
        };
        var doubt = new WriteDoubt();
        try
        {
            var (response, attempts) = await retries.RunAsync(token => client.PutItemAsync(request, token), cancellationToken, doubt);
            if (response.Attributes is { Count: > 0 } replaced && condition.ReturnsReplaced)
            {
                byRule = HeadCost.Of(replaced, ItemSize.Of(replaced), item);
            }

            var counted = response.ConsumedCapacity is { } capacity ? StorageMeter.Counted(attempts, capacity, byRule.BytesWritten) : (StorageUsage?)null;
            return (response.Attributes, null, meter.Wrote(function, capacityCheck.Settle(byRule with { Requests = attempts }, counted)));
        }
        catch (ConditionalCheckFailedException exception)
        {
            var usage = meter.Wrote(function, attempts: 1, capacity: null);
            var existing = exception.Item ?? [];
            return (null, doubt.Exists && existing.Count > 0 && isOwn(existing) ? null : existing, usage);
        }
    }

    /// <summary>Reads an item, consistently with every completed write.</summary>
    public async Task<(Dictionary<string, AttributeValue>? Item, StorageUsage Usage)> GetAsync(
        string function, Dictionary<string, AttributeValue> key, string? projection, CancellationToken cancellationToken)
    {
        var request = new GetItemRequest
        {
            TableName = tableName,
            Key = key,
            ConsistentRead = true,
            ProjectionExpression = projection,
            ReturnConsumedCapacity = s_capacity,
        };
        var (response, attempts) = await retries.RunAsync(token => client.GetItemAsync(request, token), cancellationToken);
        var item = response.Item is { Count: > 0 } ? response.Item : null;
        return (item, meter.Read(function, attempts, response.ConsumedCapacity, item is null ? 0 : ItemSize.Of(item)));
    }

    /// <summary>Reads one page; table name and metering are added.</summary>
    public async Task<(QueryResponse Page, StorageUsage Usage)> QueryAsync(string? function, QueryRequest request, CancellationToken cancellationToken)
    {
        request.TableName = tableName;
        request.ReturnConsumedCapacity = s_capacity;
        var (response, attempts) = await retries.RunAsync(token => client.QueryAsync(request, token), cancellationToken);
        response.Items ??= [];
        return (response, meter.Read(function, attempts, response.ConsumedCapacity, ItemSize.Of(response.Items)));
    }

    /// <summary>Reads up to 100 items consistently, in any order; those that are not there are left out.</summary>
    public async Task<List<Dictionary<string, AttributeValue>>> BatchGetAsync(
        List<Dictionary<string, AttributeValue>> keys, string projection, CancellationToken cancellationToken)
    {
        var wanted = new KeysAndAttributes { Keys = keys, ConsistentRead = true, ProjectionExpression = projection };
        var found = new List<Dictionary<string, AttributeValue>>(keys.Count);
        for (var round = 1; wanted is { Keys.Count: > 0 }; round++)
        {
            var request = new BatchGetItemRequest
            {
                RequestItems = new Dictionary<string, KeysAndAttributes>(StringComparer.Ordinal) { [tableName] = wanted },
                ReturnConsumedCapacity = s_capacity,
            };
            var (response, attempts) = await retries.RunAsync(token => client.BatchGetItemAsync(request, token), cancellationToken);
            var items = response.Responses?.GetValueOrDefault(tableName) ?? [];
            meter.Read(function: null, attempts, response.ConsumedCapacity is [var capacity, ..] ? capacity : null, ItemSize.Of(items));
            found.AddRange(items);

            // What did not fit into one answer, or into the capacity, is to be asked for again.
            wanted = response.UnprocessedKeys?.GetValueOrDefault(tableName);
            if (wanted is { Keys.Count: > 0 })
            {
                await retries.PauseAsync(round, cancellationToken);
            }
        }

        return found;
    }

    /// <summary>Changes an item if the condition holds; it does not matter if not.</summary>
    public async Task UpdateAsync(string function, UpdateItemRequest request, CancellationToken cancellationToken)
    {
        request.TableName = tableName;
        request.ReturnConsumedCapacity = s_capacity;
        try
        {
            var (response, attempts) = await retries.RunAsync(token => client.UpdateItemAsync(request, token), cancellationToken);
            meter.Wrote(function, attempts, response.ConsumedCapacity);
        }
        catch (ConditionalCheckFailedException)
        {
            meter.Wrote(function, attempts: 1, capacity: null);
        }
    }

    /// <summary>Deletes an item if the condition holds.</summary>
    /// <returns>False if it does not.</returns>
    public async Task<bool> DeleteAsync(string function, DeleteItemRequest request, CancellationToken cancellationToken)
    {
        request.TableName = tableName;
        request.ReturnConsumedCapacity = s_capacity;
        var doubt = new WriteDoubt();
        try
        {
            var (response, attempts) = await retries.RunAsync(token => client.DeleteItemAsync(request, token), cancellationToken, doubt);
            meter.Wrote(function, attempts, response.ConsumedCapacity);
            return true;
        }
        catch (ConditionalCheckFailedException)
        {
            meter.Wrote(function, attempts: 1, capacity: null);
            return doubt.Exists;
        }
    }
}
