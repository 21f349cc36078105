using System.Globalization;
using Amazon.DynamoDBv2.Model;
using Durable.Storage.Items;
using Durable.Storage.Requests;

namespace Durable.Storage.Writing;

/// <summary>Lets executions of several items go: gives every item of a closed one its time-to-live, or deletes them all; and runs that have ended.</summary>
/// <remarks>
/// A closed execution stands in the expiry partitions of the due index until each of its items has a time-to-live, so nothing is left
/// behind when a process dies in between. The head always comes last.
/// </remarks>
internal sealed class ExpiryWriter(TableRequests requests, ItemKeys keys)
{
    private const int ItemsAtOnce = 16;

    /// <summary>Gives every item the time-to-live of its closed execution, and takes the execution out of the due index.</summary>
    public async Task MarkAsync(HeadState state, CancellationToken cancellationToken)
    {
        var head = state.Head;
        await DeleteRunsAsync(head.Id, state.EndedRuns, cancellationToken);
        var timeToLive = HeadItem.TimeToLive(head.ExpiresAt!.Value);
        await ForEachOtherItemAsync(head.Id, [head.RunId], sortKey => requests.UpdateAsync(
            head.Id.FunctionName, Marking(head, sortKey, timeToLive, "SET #ttl = :ttl"), cancellationToken), cancellationToken);
        await requests.UpdateAsync(
            head.Id.FunctionName, Marking(head, ItemKeys.Head, timeToLive, "SET #ttl = :ttl REMOVE dp, da, er"), cancellationToken);
    }

    /// <summary>Deletes an execution, if it has not come back under the same name.</summary>
    /// <returns>Whether there was one to delete.</returns>
    public async Task<bool> DeleteAsync(HeadState state, CancellationToken cancellationToken)
    {
        var head = state.Head;
        await DeleteOtherItemsAsync(state, cancellationToken);
        return await requests.DeleteAsync(
            head.Id.FunctionName,
            new DeleteItemRequest
            {
                Key = keys.Of(head.Id, ItemKeys.Head),
                ConditionExpression = "r = :r AND v = :v",
                ExpressionAttributeValues = new Dictionary<string, AttributeValue>(StringComparer.Ordinal)
                {
                    [":r"] = Item.Text(head.RunId),
                    [":v"] = Item.Number(head.Version),
                },
            },
            cancellationToken);
    }

    /// <summary>Deletes all items of an execution but the head.</summary>
    public Task DeleteOtherItemsAsync(HeadState state, CancellationToken cancellationToken) =>
        DeleteRunsAsync(state.Head.Id, [state.Head.RunId, .. state.EndedRuns], cancellationToken);

    /// <summary>Deletes all items of some runs of an execution, of which the head is none.</summary>
    public Task DeleteRunsAsync(ExecutionId id, IReadOnlyList<string> runIds, CancellationToken cancellationToken) => ForEachOtherItemAsync(
        id,
        runIds,
        sortKey => requests.DeleteAsync(id.FunctionName, new DeleteItemRequest { Key = keys.Of(id, sortKey) }, cancellationToken),
        cancellationToken);

    /// <summary>Deletes items that were written for a commit that has lost.</summary>
    public async Task DeleteUnreferencedAsync(string function, IEnumerable<Dictionary<string, AttributeValue>> items, CancellationToken cancellationToken)
    {
        foreach (var item in items)
        {
            var key = new Dictionary<string, AttributeValue>(StringComparer.Ordinal)
            {
                [Attributes.PartitionKey] = item[Attributes.PartitionKey],
                [Attributes.SortKey] = item[Attributes.SortKey],
            };
            await requests.DeleteAsync(function, new DeleteItemRequest { Key = key }, cancellationToken);
        }
    }

    private UpdateItemRequest Marking(ExecutionHead head, string sortKey, AttributeValue timeToLive, string update) => new()
    {
        Key = keys.Of(head.Id, sortKey),
        UpdateExpression = update,
        ConditionExpression = "r = :r",
        ExpressionAttributeNames = new Dictionary<string, string>(StringComparer.Ordinal) { ["#ttl"] = Attributes.TimeToLive },
        ExpressionAttributeValues = new Dictionary<string, AttributeValue>(StringComparer.Ordinal)
        {
            [":ttl"] = timeToLive,
            [":r"] = Item.Text(head.RunId),
        },
    };

    // Items of another execution under the same name are none of its business.
    private async Task ForEachOtherItemAsync(ExecutionId id, IReadOnlyList<string> runIds, Func<string, Task> change, CancellationToken cancellationToken)
    {
        if (runIds.Count == 0)
        {
            return;
        }

        var runs = runIds.Select(static (runId, i) => (Name: string.Create(CultureInfo.InvariantCulture, $":r{i}"), Id: runId)).ToArray();
        var request = new QueryRequest
        {
            KeyConditionExpression = "pk = :pk AND sk > :head",
            FilterExpression = $"r IN ({string.Join(", ", runs.Select(static run => run.Name))})",
            ProjectionExpression = "sk",
            ExpressionAttributeValues = new Dictionary<string, AttributeValue>(StringComparer.Ordinal)
            {
                [":pk"] = Item.Text(keys.Partition(id)),
                [":head"] = Item.Text(ItemKeys.Head),
            },
            ConsistentRead = true,
        };
        foreach (var (name, runId) in runs)
        {
            request.ExpressionAttributeValues[name] = Item.Text(runId);
        }

        do
        {
            var (page, _) = await requests.QueryAsync(id.FunctionName, request, cancellationToken);
            foreach (var group in page.Items.Chunk(ItemsAtOnce))
            {
                await Task.WhenAll(group.Select(item => change(item.RequireText(Attributes.SortKey))));
            }

            request.ExclusiveStartKey = page.LastEvaluatedKey;
        }
        while (request.ExclusiveStartKey is { Count: > 0 });
    }
}
