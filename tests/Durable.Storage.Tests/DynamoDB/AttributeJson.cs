using System.Text.Json.Nodes;
using Amazon.DynamoDBv2.Model;

namespace Durable.Storage.Tests.DynamoDB;

/// <summary>Items in DynamoDB's own JSON, as its console and its exports show them.</summary>
internal static class AttributeJson
{
    public static JsonObject Write(IReadOnlyDictionary<string, AttributeValue> item) =>
        new(item.OrderBy(static pair => pair.Key, StringComparer.Ordinal).Select(static pair => KeyValuePair.Create(pair.Key, (JsonNode?)Write(pair.Value))));

    public static Dictionary<string, AttributeValue> Parse(JsonObject item) =>
        item.ToDictionary(static pair => pair.Key, static pair => Parse(pair.Value!.AsObject().Single()), StringComparer.Ordinal);

    private static JsonObject Write(AttributeValue value) => value switch
    {
        { S: { } text } => new JsonObject { ["S"] = text },
        { N: { } number } => new JsonObject { ["N"] = number },
        { B: { } bytes } => new JsonObject { ["B"] = Convert.ToBase64String(bytes.ToArray()) },
        { L: { } list } => new JsonObject { ["L"] = new JsonArray([.. list.Select(Write)]) },
        { M: { } map } => new JsonObject { ["M"] = Write(map) },
        _ => throw new NotSupportedException("No item has such an attribute."),
    };

    private static AttributeValue Parse(KeyValuePair<string, JsonNode?> typed) => typed.Key switch
    {
        "S" => new AttributeValue { S = typed.Value!.GetValue<string>() },
        "N" => new AttributeValue { N = typed.Value!.GetValue<string>() },
        "B" => new AttributeValue { B = new MemoryStream(Convert.FromBase64String(typed.Value!.GetValue<string>())) },
        "L" => new AttributeValue { L = [.. typed.Value!.AsArray().Select(static element => Parse(element!.AsObject().Single()))] },
        "M" => new AttributeValue { M = Parse(typed.Value!.AsObject()) },
        var type => throw new NotSupportedException($"No item has an attribute of type '{type}'."),
    };
}
