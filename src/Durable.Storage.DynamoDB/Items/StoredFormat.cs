using Amazon.DynamoDBv2.Model;

namespace Durable.Storage.Items;

/// <summary>The version of the stored format, which every item carries.</summary>
internal static class StoredFormat
{
    /// <summary>What this release writes.</summary>
    public const int Current = 1;

    /// <summary>Refuses an item of a newer release.</summary>
    public static void RequireKnown(Dictionary<string, AttributeValue> item)
    {
        var format = item.RequireNumber(Attributes.Format);
        if (format > Current)
        {
            throw new CheckpointStoreException(
                StoreFailure.Fatal,
                Invariant($"The item '{item.FindText(Attributes.PartitionKey)}', '{item.FindText(Attributes.SortKey)}' has format {format}; this release ")
                + $"knows formats up to {Current}. It was not changed. Run the release that wrote it or a newer one.");
        }
    }
}
