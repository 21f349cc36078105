using Durable.Storage.Items;

namespace Durable.Storage.Tables;

/// <summary>An index of the table.</summary>
/// <param name="Name">Its name.</param>
/// <param name="PartitionKey">Attribute of its partition key, a text.</param>
/// <param name="SortKey">Attribute of its sort key.</param>
/// <remarks>An index holds keys alone: it costs a write when an execution comes, goes or moves, and none for all its commits between.</remarks>
internal sealed record TableIndex(string Name, string PartitionKey, string SortKey)
{
    /// <summary>The indexes that the options ask for.</summary>
    public static IReadOnlyList<TableIndex> All(DynamoDBStoreOptions options)
    {
        var due = new TableIndex(IndexNames.Due, Attributes.DuePartition, Attributes.DueAt);
        return options.ListIndexes
            ? [
                due,
                new TableIndex(IndexNames.Function, Attributes.FunctionPartition, Attributes.ListOrder),
                new TableIndex(IndexNames.Status, Attributes.StatusPartition, Attributes.ListOrder),
                new TableIndex(IndexNames.BusinessKey, Attributes.BusinessPartition, Attributes.ListOrder),
            ]
            : [due];
    }

    /// <summary>The attributes that are keys of the table or of an index.</summary>
    public static IEnumerable<(string Name, bool IsNumber)> KeyAttributes(IEnumerable<TableIndex> indexes) =>
        indexes.SelectMany(static index => new[] { index.PartitionKey, index.SortKey })
            .Prepend(Attributes.SortKey)
            .Prepend(Attributes.PartitionKey)
            .Distinct(StringComparer.Ordinal)
            .Select(static name => (name, name == Attributes.DueAt));
}
