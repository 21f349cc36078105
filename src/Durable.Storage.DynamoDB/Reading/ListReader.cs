using Amazon.DynamoDBv2.Model;
using Durable.Storage.Items;
using Durable.Storage.Requests;

namespace Durable.Storage.Reading;

/// <summary>
/// Lists executions. The indexes only nominate, in order, and lag a little; what is shown is what the heads say, and whatever does not
/// match any more, or has expired, is left out.
/// </summary>
internal sealed class ListReader(TableRequests requests, ItemKeys keys, HeadItem heads, TimeProvider timeProvider)
{
    private const int MaxHeadsAtOnce = 100;
    private const int PartitionsAtOnce = 16;

    public async Task<HeadPage> ReadAsync(ExecutionQuery query, CancellationToken cancellationToken)
    {
        var after = query.Marker is null ? null : ListMarker.Parse(query.Marker);

        // One more than the page takes tells whether there is another page.
        var found = new List<HeadState>();
        var candidates = query is { FunctionName: { } function, Name: { } name }
            ? new[] { keys.Partition(new ExecutionId(function, name)) }.ToAsyncEnumerable()
            : CandidatesAsync(query, after, cancellationToken);

        // Of candidates that are filtered by tags many may fall away.
        var filters = query.Tags.Count > 0;
        var batch = new List<string>();
        await foreach (var candidate in candidates.WithCancellation(cancellationToken))
        {
            batch.Add(candidate);
            if (batch.Count == (filters ? MaxHeadsAtOnce : Math.Min(MaxHeadsAtOnce, query.PageSize + 1 - found.Count)))
            {
                await ConfirmAsync(batch, query, after, found, cancellationToken);
                batch.Clear();
                if (found.Count > query.PageSize)
                {
                    break;
                }
            }
        }

        if (batch.Count > 0)
        {
            await ConfirmAsync(batch, query, after, found, cancellationToken);
        }

        var page = found.Take(query.PageSize).ToArray();
        return new HeadPage([.. page.Select(static state => state.Head)], found.Count > page.Length ? ListMarker.Of(page[^1].Head).ToString() : null)
        {
            Usages = [.. page.Select(static state => state.Usage)],
        };
    }

    // One that is damaged is left out, so that the others can be listed; asked for by its name, it says what is wrong.
    private HeadState? TryRead(Dictionary<string, AttributeValue> item)
    {
        try
        {
            return heads.Read(item);
        }
        catch (Exception exception) when (ExecutionReader.IsDamage(exception) || exception is CheckpointStoreException)
        {
            return null;
        }
    }

    private static bool Matches(ExecutionHead head, ExecutionQuery query, ListMarker? after) =>
        head.IsLabelled(query)
        && (query.FunctionName is null || query.FunctionName == head.Id.FunctionName)
        && (query.Name is null || query.Name == head.Id.Name)
        && (query.Statuses.Count == 0 || query.Statuses.Contains(head.Status))
        && (query.StartedAfter is null || head.FirstStartedAt > query.StartedAfter)
        && (query.StartedBefore is null || head.FirstStartedAt < query.StartedBefore)
        && (after is null || after.IsBefore(head, query.OldestFirst));

    private async Task ConfirmAsync(
        List<string> candidates, ExecutionQuery query, ListMarker? after, List<HeadState> found, CancellationToken cancellationToken)
    {
        // An entry of before a change may still be there beside the one of after it.
        var wanted = candidates.Distinct(StringComparer.Ordinal).Select(partition => keys.Of(keys.Id(partition), ItemKeys.Head)).ToList();
        var items = await requests.BatchGetAsync(wanted, HeadItem.ProjectionWithoutData, cancellationToken);
        var now = timeProvider.GetUtcNow();
        var confirmed = items
            .Select(TryRead)
            .OfType<HeadState>()
            .Where(state => !(state.Head.ExpiresAt <= now) && Matches(state.Head, query, after))
            .Where(state => !found.Exists(listed => listed.Head.Id == state.Head.Id))
            .Order(Comparer<HeadState>.Create((left, right) => query.OldestFirst
                ? ListMarker.Order(ListMarker.Of(left.Head), ListMarker.Of(right.Head))
                : ListMarker.Order(ListMarker.Of(right.Head), ListMarker.Of(left.Head))));
        found.AddRange(confirmed);
    }

    /// <summary>Partition keys of executions in the order of the list, merged from all partitions of the index.</summary>
    private async IAsyncEnumerable<string> CandidatesAsync(
        ExecutionQuery query, ListMarker? after, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var partitions = Partitions(query, after).ToList();
        foreach (var group in partitions.Chunk(PartitionsAtOnce))
        {
            await Task.WhenAll(group.Select(partition => partition.FillAsync(cancellationToken)));
        }

        var direction = query.OldestFirst ? 1 : -1;
        while (true)
        {
            ListPartition? first = null;
            foreach (var partition in partitions)
            {
                if (partition.Next is { } next && (first is null || string.CompareOrdinal(next, first.Next) * direction < 0))
                {
                    first = partition;
                }
            }

            if (first is null)
            {
                yield break;
            }

            var key = first.TakePartitionKey();
            await first.FillAsync(cancellationToken);
            if (query.Name is null || keys.Id(key).Name == query.Name)
            {
                yield return key;
            }
        }
    }

    private IEnumerable<ListPartition> Partitions(ExecutionQuery query, ListMarker? after)
    {
        var (low, high) = Bounds(query, after);
        if (string.CompareOrdinal(low, high) > 0)
        {
            return [];
        }

        var shards = Enumerable.Range(0, ItemKeys.ListShards);
        var partitions = query.BusinessKey is { } businessKey
            ? [(Index: IndexNames.BusinessKey, Attribute: Attributes.BusinessPartition, Key: keys.BusinessPartition(businessKey))]
            : query.FunctionName is { } function
            ? shards.Select(shard => (Index: IndexNames.Function, Attribute: Attributes.FunctionPartition, Key: keys.FunctionPartition(function, shard)))
            : (query.Statuses.Count > 0 ? query.Statuses.Distinct() : Enum.GetValues<ExecutionStatus>()).SelectMany(status => shards.Select(shard =>
                (Index: IndexNames.Status, Attribute: Attributes.StatusPartition, Key: keys.StatusPartition(status, shard))));
        return partitions.Select(partition => new ListPartition(requests, new QueryRequest
        {
            IndexName = partition.Index,
            KeyConditionExpression = $"{partition.Attribute} = :p AND ls BETWEEN :low AND :high",
            ExpressionAttributeValues = new Dictionary<string, AttributeValue>(StringComparer.Ordinal)
            {
                [":p"] = Item.Text(partition.Key),
                [":low"] = Item.Text(low),
                [":high"] = Item.Text(high),
            },
            ScanIndexForward = query.OldestFirst,
            Limit = query.Tags.Count > 0 ? Math.Max(query.PageSize + 1, MaxHeadsAtOnce) : query.PageSize + 1,
        }));
    }

    // A little wide: the heads decide.
    private static (string Low, string High) Bounds(ExecutionQuery query, ListMarker? after)
    {
        var low = query.StartedAfter?.ToUnixTimeMilliseconds() ?? 0;
        var high = query.StartedBefore?.ToUnixTimeMilliseconds() ?? DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();
        if (after is not null && query.OldestFirst)
        {
            low = Math.Max(low, after.StartedAtMs);
        }
        else if (after is not null)
        {
            high = Math.Min(high, after.StartedAtMs);
        }

        // '~' is behind every character of a run id.
        return (ItemKeys.ListOrder(Math.Max(low, 0), ""), ItemKeys.ListOrder(Math.Max(high, 0), "~"));
    }
}
