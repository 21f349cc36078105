using System.Globalization;
using System.Runtime.InteropServices;
using Amazon.DynamoDBv2.Model;

namespace Durable.Storage.Items;

/// <summary>Reads and makes attribute values.</summary>
internal static class Item
{
    public static AttributeValue Text(string value) => new() { S = value };

    public static AttributeValue Number(long value) => new() { N = value.ToString(CultureInfo.InvariantCulture) };

    public static AttributeValue Number(double value) => new() { N = value.ToString("0.###", CultureInfo.InvariantCulture) };

    public static AttributeValue Time(DateTimeOffset value) => Number(value.ToUnixTimeMilliseconds());

    public static AttributeValue Binary(ReadOnlyMemory<byte> value) => new()
    {
        B = MemoryMarshal.TryGetArray(value, out var array)
            ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false, publiclyVisible: true)
            : new MemoryStream(value.ToArray(), writable: false),
    };

    public static AttributeValue List(IEnumerable<AttributeValue> values) => new() { L = [.. values] };

    public static string RequireText(this Dictionary<string, AttributeValue> item, string name) =>
        item.FindText(name) ?? throw Missing(name);

    public static string? FindText(this Dictionary<string, AttributeValue> item, string name) => item.GetValueOrDefault(name)?.S;

    public static long RequireNumber(this Dictionary<string, AttributeValue> item, string name) =>
        item.FindNumber(name) ?? throw Missing(name);

    public static long? FindNumber(this Dictionary<string, AttributeValue> item, string name) =>
        item.GetValueOrDefault(name)?.N is { } number ? long.Parse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) : null;

    public static double FindReal(this Dictionary<string, AttributeValue> item, string name) =>
        item.GetValueOrDefault(name)?.N is { } number ? double.Parse(number, NumberStyles.Float, CultureInfo.InvariantCulture) : 0;

    public static DateTimeOffset? FindTime(this Dictionary<string, AttributeValue> item, string name) =>
        item.FindNumber(name) is { } milliseconds ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null;

    public static DateTimeOffset RequireTime(this Dictionary<string, AttributeValue> item, string name) => item.FindTime(name) ?? throw Missing(name);

    public static List<AttributeValue> FindList(this Dictionary<string, AttributeValue> item, string name) =>
        item.TryGetValue(name, out var value) ? value.L ?? throw Missing(name) : [];

    public static byte[] RequireBinary(this Dictionary<string, AttributeValue> item, string name) =>
        item.GetValueOrDefault(name)?.B?.ToArray() ?? throw Missing(name);

    public static byte[] RequireBinary(this AttributeValue element, string name) => element.B?.ToArray() ?? throw Missing(name);

    public static string RequireText(this AttributeValue element, string name) => element.S ?? throw Missing(name);

    private static FormatException Missing(string name) => new($"The attribute '{name}' is missing or has another type.");
}
