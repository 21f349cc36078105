using System.Collections.ObjectModel;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Durable.Storage;

/// <summary>The tags of an execution. Two are equal if they say the same.</summary>
public sealed class TagSet : IEquatable<TagSet>
{
    private readonly ReadOnlyDictionary<string, string> _tags;

    private TagSet(IEnumerable<KeyValuePair<string, string>> tags) =>
        _tags = new ReadOnlyDictionary<string, string>(new SortedDictionary<string, string>(new Dictionary<string, string>(tags), StringComparer.Ordinal));

    /// <summary>The tags, by key.</summary>
    public IReadOnlyDictionary<string, string> Values => _tags;

    /// <summary>These tags; null when there are none.</summary>
    /// <param name="tags">The tags.</param>
    public static TagSet? Of(IEnumerable<KeyValuePair<string, string>>? tags) => tags is not null && tags.Any() ? new TagSet(tags) : null;

    /// <summary>Reads what <see cref="ToJson"/> has written; null when there is nothing.</summary>
    /// <param name="json">The text.</param>
    public static TagSet? FromJson(string? json) => json is null ? null : Of(JsonSerializer.Deserialize(json, TagSetJsonContext.Default.DictionaryStringString));

    /// <summary>The tags as a JSON object.</summary>
    public string ToJson() => JsonSerializer.Serialize(new Dictionary<string, string>(_tags), TagSetJsonContext.Default.DictionaryStringString);

    /// <summary>Whether all these tags are among them, each with the same value.</summary>
    /// <param name="wanted">Some tags.</param>
    public bool Contains(IReadOnlyDictionary<string, string> wanted)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        return wanted.All(tag => _tags.TryGetValue(tag.Key, out var value) && value == tag.Value);
    }

    /// <inheritdoc/>
    public bool Equals([NotNullWhen(true)] TagSet? other) => other is not null && _tags.Count == other._tags.Count && Contains(other._tags);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as TagSet);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var (key, value) in _tags)
        {
            hash.Add(key, StringComparer.Ordinal);
            hash.Add(value, StringComparer.Ordinal);
        }

        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public override string ToString() => ToJson();
}
