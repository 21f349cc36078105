using Amazon.DynamoDBv2.Model;
using Durable.Storage.Items;

namespace Durable.Storage.Requests;

/// <summary>What must hold of the item that a write replaces.</summary>
/// <param name="Expression">The condition.</param>
/// <param name="Values">The values in it.</param>
/// <param name="ReturnsReplaced">Whether the writer wants to see the item that it has replaced.</param>
internal readonly record struct WriteCondition(
    string Expression, Dictionary<string, AttributeValue> Values, bool ReturnsReplaced = false)
{
    /// <summary>Nobody is there, or somebody whose retention is over.</summary>
    public static WriteCondition Free(DateTimeOffset now) => new(
        "attribute_not_exists(pk) OR x <= :now",
        new Dictionary<string, AttributeValue>(StringComparer.Ordinal) { [":now"] = Item.Time(now) },
        ReturnsReplaced: true);

    /// <summary>That version of that run is still the newest.</summary>
    public static WriteCondition Replaces(ExecutionHead previous) => new(
        "v = :v AND r = :r",
        new Dictionary<string, AttributeValue>(StringComparer.Ordinal)
        {
            [":v"] = Item.Number(previous.Version),
            [":r"] = Item.Text(previous.RunId),
        });
}
