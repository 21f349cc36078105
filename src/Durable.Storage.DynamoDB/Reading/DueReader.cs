using Amazon.DynamoDBv2.Model;
using Durable.Storage.Items;
using Durable.Storage.Requests;

namespace Durable.Storage.Reading;

/// <summary>Reads the due index. It lags a little behind commits, so who is named here is asked, not believed.</summary>
internal sealed class DueReader(TableRequests requests, ItemKeys keys)
{
    // Enough to hide the way there and back; a sweep over all shards is no reason to flood the table.
    private const int PartitionsAtOnce = 16;

    // As many entries as cost no more than one, some 150 bytes each.
    private const int FreeEntries = 25;

    public async Task<IReadOnlyList<DueExecution>> ReadAsync(DueQuery query, CancellationToken cancellationToken)
    {
        var kinds = query.Kind is { } kind ? [kind] : Enum.GetValues<WakeUpKind>();
        var shards = query.Shard is { } shard ? [shard] : Enumerable.Range(0, WakeUpShards.Count);
        var found = await ReadPartitionsAsync(
            shards.SelectMany(shard => kinds.Select(kind => (kind, shard))),
            async partition => (await ReadPartitionAsync(keys.DuePartition(partition.kind, partition.shard), query, cancellationToken))
                .ConvertAll(item => new DueExecution(IdOf(item), new WakeUp(item.FindTime(Attributes.DueAt)!.Value, partition.kind))));
        var ordered = found.OrderBy(static due => due.WakeUp.At).ToList();
        var count = ordered.Count(due => due.WakeUp.At <= query.Until);
        return [.. ordered.Take(count < query.Limit && query.AndNext ? count + 1 : query.Limit)];
    }

    /// <summary>Closed executions that are still to be deleted though their retention is over.</summary>
    public async Task<IReadOnlyList<ExecutionId>> ReadExpiredAsync(DateTimeOffset until, int limit, CancellationToken cancellationToken)
    {
        var found = await ReadPartitionsAsync(
            Enumerable.Range(0, WakeUpShards.Count),
            async shard => (await ReadPartitionAsync(keys.ExpiryPartition(shard), new DueQuery { Until = until, Limit = limit }, cancellationToken)).ConvertAll(IdOf));
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

    // Of a damaged item nobody could be woken, and the others must be.
    private bool IsReadable(Dictionary<string, AttributeValue> item)
    {
        try
        {
            IdOf(item);
            return item.FindTime(Attributes.DueAt) is not null;
        }
        catch (Exception exception) when (ExecutionReader.IsDamage(exception))
        {
            return false;
        }
    }

    // What is due and, if it is wanted, the entry after that.
    private async Task<List<Dictionary<string, AttributeValue>>> ReadPartitionAsync(string partition, DueQuery query, CancellationToken cancellationToken)
    {
        var request = new QueryRequest
        {
            IndexName = IndexNames.Due,
            KeyConditionExpression = query.AndNext ? "dp = :dp" : "dp = :dp AND da <= :until",
            ExpressionAttributeValues = new Dictionary<string, AttributeValue>(StringComparer.Ordinal) { [":dp"] = Item.Text(partition) },
        };
        if (!query.AndNext)
        {
            request.ExpressionAttributeValues[":until"] = Item.Time(query.Until);
        }

        var found = new List<Dictionary<string, AttributeValue>>();
        do
        {
            // Where all due entries come before others, a large page would read others; the next pages are large only if all were due.
            request.Limit = query.AndNext && found.Count == 0 ? Math.Min(FreeEntries, query.Limit) : query.Limit - found.Count;
            var (page, _) = await requests.QueryAsync(function: null, request, cancellationToken);
            foreach (var item in page.Items.Where(IsReadable))
            {
                found.Add(item);
                if (item.FindTime(Attributes.DueAt) > query.Until)
                {
                    return found;
                }
            }

            request.ExclusiveStartKey = page.LastEvaluatedKey;
        }
        while (found.Count < query.Limit && request.ExclusiveStartKey is { Count: > 0 });

        return found;
    }
}
