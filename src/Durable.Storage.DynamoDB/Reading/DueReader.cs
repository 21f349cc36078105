using Amazon.DynamoDBv2.Model;
using Durable.Storage.Items;
using Durable.Storage.Requests;

namespace Durable.Storage.Reading;

/// <summary>Reads the due index. It lags a little behind commits, so who is named here is asked, not believed.</summary>
internal sealed class DueReader(TableRequests requests, ItemKeys keys)
{
    // Enough to hide the way there and back; a sweep over all shards is no reason to flood the table.
    private const int PartitionsAtOnce = 16;

    public async Task<IReadOnlyList<DueExecution>> ReadAsync(DueQuery query, CancellationToken cancellationToken)
    {
        var kinds = query.Kind is { } kind ? [kind] : Enum.GetValues<WakeUpKind>();
        var shards = query.Shard is { } shard ? [shard] : Enumerable.Range(0, WakeUpShards.Count);
        var found = await ReadPartitionsAsync(
            shards.SelectMany(shard => kinds.Select(kind => (kind, shard))),
            async partition => (await ReadPartitionAsync(keys.DuePartition(partition.kind, partition.shard), query.Until, query.Limit, cancellationToken))
                .ConvertAll(item => new DueExecution(IdOf(item), new WakeUp(item.FindTime(Attributes.DueAt)!.Value, partition.kind))));
        return [.. found.OrderBy(static due => due.WakeUp.At).Take(query.Limit)];
    }

    /// <summary>Closed executions that are still to be deleted though their retention is over.</summary>
    public async Task<IReadOnlyList<ExecutionId>> ReadExpiredAsync(DateTimeOffset until, int limit, CancellationToken cancellationToken)
    {
        var found = await ReadPartitionsAsync(
            Enumerable.Range(0, WakeUpShards.Count),
            async shard => (await ReadPartitionAsync(keys.ExpiryPartition(shard), until, limit, cancellationToken)).ConvertAll(IdOf));
        return [.. found.Take(limit)];
    }

    private static async Task<List<T>> ReadPartitionsAsync<TPartition, T>(IEnumerable<TPartition> partitions, Func<TPartition, Task<List<T>>> read)
    {
        var found = new List<T>();
        foreach (var group in partitions.Chunk(PartitionsAtOnce))
        {
            foreach (var items in await Task.WhenAll(group.Select(read)))
            {
                found.AddRange(items);
            }
        }

        return found;
    }

    private ExecutionId IdOf(Dictionary<string, AttributeValue> item) => keys.Id(item.RequireText(Attributes.PartitionKey));

    private async Task<List<Dictionary<string, AttributeValue>>> ReadPartitionAsync(
        string partition, DateTimeOffset until, int limit, CancellationToken cancellationToken)
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
        };
        var found = new List<Dictionary<string, AttributeValue>>();
        do
        {
            request.Limit = limit - found.Count;
            var (page, _) = await requests.QueryAsync(function: null, request, cancellationToken);
            found.AddRange(page.Items);
            request.ExclusiveStartKey = page.LastEvaluatedKey;
        }
        while (found.Count < limit && request.ExclusiveStartKey is { Count: > 0 });

        return found;
    }
}
