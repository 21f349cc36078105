using Amazon.DynamoDBv2.Model;
using Durable.Storage.Items;
using Durable.Storage.Requests;

namespace Durable.Storage.Reading;

/// <summary>Reads the due index. It lags a little behind commits, so who is named here is asked, not believed.</summary>
internal sealed class DueReader(TableRequests requests, ItemKeys keys)
{
    // Enough to hide the way there and back; a sweep over all shards is no reason to flood the table.
    private const int ShardsAtOnce = 16;

    public async Task<IReadOnlyList<DueExecution>> ReadAsync(DueQuery query, CancellationToken cancellationToken)
    {
        var found = await ReadShardsAsync(
            query.Shard,
            shard => ReadShardAsync(keys.DuePartition(shard), query.Until, query.Kind, query.Limit, cancellationToken));
        return [.. found
            .Select(item => new DueExecution(
                keys.Id(item.RequireText(Attributes.PartitionKey)),
                new WakeUp(item.FindTime(Attributes.DueAt)!.Value, (WakeUpKind)item.RequireNumber(Attributes.WakeUpKind))))
            .OrderBy(static due => due.WakeUp.At)
            .Take(query.Limit)];
    }

    /// <summary>Closed executions that are still to be deleted though their retention is over.</summary>
    public async Task<IReadOnlyList<ExecutionId>> ReadExpiredAsync(DateTimeOffset until, int limit, CancellationToken cancellationToken)
    {
        var found = await ReadShardsAsync(
            shard: null, shard => ReadShardAsync(keys.ExpiryPartition(shard), until, kind: null, limit, cancellationToken));
        return [.. found.Take(limit).Select(item => keys.Id(item.RequireText(Attributes.PartitionKey)))];
    }

    private static async Task<List<Dictionary<string, AttributeValue>>> ReadShardsAsync(
        int? shard, Func<int, Task<List<Dictionary<string, AttributeValue>>>> read)
    {
        if (shard is { } one)
        {
            return await read(one);
        }

        var found = new List<Dictionary<string, AttributeValue>>();
        foreach (var group in Enumerable.Range(0, WakeUpShards.Count).Chunk(ShardsAtOnce))
        {
            foreach (var items in await Task.WhenAll(group.Select(read)))
            {
                found.AddRange(items);
            }
        }

        return found;
    }

    private async Task<List<Dictionary<string, AttributeValue>>> ReadShardAsync(
        string partition, DateTimeOffset until, WakeUpKind? kind, int limit, CancellationToken cancellationToken)
    {
        var request = new QueryRequest
        {
            IndexName = IndexNames.Due,
            KeyConditionExpression = "dp = :dp AND da <= :until",
            ExpressionAttributeValues = new Dictionary<string, AttributeValue>(StringComparer.Ordinal)
            {
                [":dp"] = Item.Text(partition),
                [":until"] = Item.Time(until),
            },
            Limit = limit,
        };
        if (kind is { } wanted)
        {
            request.FilterExpression = "wk = :wk";
            request.ExpressionAttributeValues[":wk"] = Item.Number((long)wanted);
        }

        var found = new List<Dictionary<string, AttributeValue>>();
        do
        {
            var (page, _) = await requests.QueryAsync(function: null, request, cancellationToken);
            found.AddRange(page.Items);
            request.ExclusiveStartKey = page.LastEvaluatedKey;
        }
        while (found.Count < limit && request.ExclusiveStartKey is { Count: > 0 });

        return found;
    }
}
