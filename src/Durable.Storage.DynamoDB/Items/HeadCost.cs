using Amazon.DynamoDBv2.Model;

namespace Durable.Storage.Items;

/// <summary>
/// What writing a head costs, by DynamoDB's published rules: the head says what its execution has cost, itself included, and DynamoDB's own
/// count comes only afterwards.
/// </summary>
internal static class HeadCost
{
    private static readonly (string Partition, string Sort)[] s_indexes =
    [
        (Attributes.DuePartition, Attributes.DueAt),
        (Attributes.FunctionPartition, Attributes.ListOrder),
        (Attributes.StatusPartition, Attributes.ListOrder),
        (Attributes.BusinessPartition, Attributes.ListOrder),
    ];

    /// <param name="before">The item that is replaced; null if there is none.</param>
    /// <param name="beforeBytes">Its size.</param>
    /// <param name="item">The item.</param>
    public static StorageUsage Of(Dictionary<string, AttributeValue>? before, int beforeBytes, Dictionary<string, AttributeValue> item)
    {
        var bytes = ItemSize.Of(item);
        return new StorageUsage(
            Requests: 1,
            WriteUnits: ItemSize.WriteUnits(Math.Max(beforeBytes, bytes)),
            IndexWriteUnits: s_indexes.Sum(index => (Key(before, index), Key(item, index)) switch
            {
                (null, null) => 0,
                (null, _) or (_, null) => 1,
                var (old, next) => old == next ? 0 : 2,
            }),
            ReadUnits: 0)
        {
            BytesWritten = bytes,
        };
    }

    private static string? Key(Dictionary<string, AttributeValue>? item, (string Partition, string Sort) index) =>
        item?.FindText(index.Partition) is { } partition && item.TryGetValue(index.Sort, out var sort) ? $"{partition} {sort.S ?? sort.N}" : null;
}
