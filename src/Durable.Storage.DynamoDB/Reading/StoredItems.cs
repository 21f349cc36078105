using Amazon.DynamoDBv2.Model;
using Durable.Storage.Items;
using Durable.Storage.Shared;

namespace Durable.Storage.Reading;

/// <summary>What one Query has found beside the head: segments and payloads, referred to or not.</summary>
internal sealed class StoredItems
{
    private readonly Dictionary<string, Dictionary<string, AttributeValue>> _bySortKey = new(StringComparer.Ordinal);

    public void Add(Dictionary<string, AttributeValue> item) => _bySortKey[item.RequireText(Attributes.SortKey)] = item;

    /// <summary>The records of all commits, found from the newest segment back: what no other refers to was never committed.</summary>
    public List<ReadOnlyMemory<byte>> Log(HeadState state)
    {
        var names = new Stack<string>();
        for (var name = state.LastSegment; name is not null; name = Require(ItemKeys.Segment(name, 0)).FindText(Attributes.PreviousSegment))
        {
            if (names.Count > _bySortKey.Count)
            {
                throw new FormatException($"The segment '{name}' comes before itself.");
            }

            names.Push(name);
        }

        var log = new List<ReadOnlyMemory<byte>>();
        foreach (var name in names)
        {
            var first = Require(ItemKeys.Segment(name, 0));
            var bytes = Join(first, part => ItemKeys.Segment(name, part));
            SegmentFrames.Split(first.ContainsKey(Attributes.Compressed) ? Compression.Decompress(bytes.Span) : bytes, log);
        }

        log.AddRange(state.Tail);
        return log;
    }

    public string? Text(StoredPayload? payload, string kind)
    {
        if (payload is not { IsExternal: true })
        {
            return payload?.ReadInline();
        }

        var first = Require(ItemKeys.Payload(payload.CommitId, kind, 0));
        return payload.ReadExternal(Join(first, part => ItemKeys.Payload(payload.CommitId, kind, part)).Span);
    }

    private ReadOnlyMemory<byte> Join(Dictionary<string, AttributeValue> first, Func<int, string> sortKey)
    {
        var count = first.RequireNumber(Attributes.Parts) is > 0 and <= int.MaxValue and var number ? (int)number : throw new FormatException("A number of parts is damaged.");
        var parts = Enumerable.Range(1, count - 1).Select(part => Require(sortKey(part)).RequireBinary(Attributes.Bytes));
        byte[][] all = [first.RequireBinary(Attributes.Bytes), .. parts];
        if (all.Length == 1)
        {
            return all[0];
        }

        var bytes = new byte[all.Sum(static part => part.Length)];
        var length = 0;
        foreach (var part in all)
        {
            part.CopyTo(bytes, length);
            length += part.Length;
        }

        return bytes;
    }

    private Dictionary<string, AttributeValue> Require(string sortKey)
    {
        if (!_bySortKey.TryGetValue(sortKey, out var item))
        {
            throw new MissingItemException(sortKey);
        }

        StoredFormat.RequireKnown(item);
        return item;
    }
}
