using System.Text;
using Amazon.DynamoDBv2.Model;
using Durable.Storage.Shared;

namespace Durable.Storage.Items;

/// <summary>A text as a head keeps it: as it is, compressed, or in items of its own that the head names.</summary>
/// <param name="Attribute">What stands in the head: text, binary, or a map that names a commit and a number of parts.</param>
internal sealed record StoredPayload(AttributeValue Attribute)
{
    /// <summary>Whether it stands in items of its own.</summary>
    public bool IsExternal => Attribute.M is not null;

    /// <summary>Names the items that hold it, if it is external.</summary>
    public string CommitId => Attribute.M.RequireText(Attributes.CommitId);

    /// <summary>The items that hold it, if it is external.</summary>
    public int Parts => (int)Attribute.M.RequireNumber(Attributes.Parts);

    public static StoredPayload? Find(Dictionary<string, AttributeValue> item, string name) =>
        item.TryGetValue(name, out var value) ? new StoredPayload(value) : null;

    /// <summary>The text of one that is not external.</summary>
    public string ReadInline() => Attribute.S ?? Encoding.UTF8.GetString(Compression.Decompress(Attribute.RequireBinary("data")));

    /// <summary>The text of an external one.</summary>
    /// <param name="parts">The bytes of all its items.</param>
    public string ReadExternal(ReadOnlySpan<byte> parts) =>
        Encoding.UTF8.GetString(Attribute.M.ContainsKey(Attributes.Compressed) ? Compression.Decompress(parts) : parts);
}
