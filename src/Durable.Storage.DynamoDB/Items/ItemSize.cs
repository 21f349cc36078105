using System.Text;
using Amazon.DynamoDBv2.Model;

namespace Durable.Storage.Items;

/// <summary>How large an item is by DynamoDB's own rules, which decide what it may hold and what it costs.</summary>
internal static class ItemSize
{
    /// <summary>Largest item that DynamoDB takes.</summary>
    public const int Max = 400 * 1024;

    /// <summary>Bytes in one item of a segment or payload: leaves room for keys of the greatest length.</summary>
    public const int MaxPart = Max - 2048;

    public static int Of(Dictionary<string, AttributeValue> item)
    {
        var size = 0;
        foreach (var (name, value) in item)
        {
            size += Encoding.UTF8.GetByteCount(name) + Of(value);
        }

        return size;
    }

    public static long Of(List<Dictionary<string, AttributeValue>>? items) => items?.Sum(static item => (long)Of(item)) ?? 0;

    /// <summary>Units that writing an item of that size takes: one a KiB, begun ones whole.</summary>
    public static int WriteUnits(int size) => (size + 1023) / 1024;

    private static int Of(AttributeValue value)
    {
        if (value.S is { } text)
        {
            return Encoding.UTF8.GetByteCount(text);
        }

        if (value.N is { } number)
        {
            // About a byte for two digits, and one.
            return (number.Length / 2) + 1 + (number.Length % 2);
        }

        if (value.B is { } bytes)
        {
            return (int)bytes.Length;
        }

        if (value.L is { } list)
        {
            return 3 + list.Sum(static element => 1 + Of(element));
        }

        return value.M is { } map ? 3 + map.Count + Of(map) : 1;
    }
}
