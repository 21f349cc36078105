using System.Collections.Concurrent;

namespace Durable.Testing;

/// <summary>JSON behind a tag, so that payloads show who wrote them.</summary>
/// <param name="tag">The tag.</param>
public sealed class TaggingSerializer(string tag) : IPayloadSerializer
{
    private readonly ConcurrentQueue<SerializationContext> _contexts = new();

    /// <summary>What the serializer was told about each payload it wrote or read, in order.</summary>
    public IReadOnlyList<SerializationContext> Contexts => [.. _contexts];

    /// <inheritdoc/>
    public string Serialize<T>(T value, SerializationContext context)
    {
        _contexts.Enqueue(context);
        return $"{tag}:{JsonPayloadSerializer.Default.Serialize(value, context)}";
    }

    /// <inheritdoc/>
    public T Deserialize<T>(string payload, SerializationContext context)
    {
        _contexts.Enqueue(context);
        return payload.StartsWith($"{tag}:", StringComparison.Ordinal)
            ? JsonPayloadSerializer.Default.Deserialize<T>(payload[(tag.Length + 1)..], context)
            : throw new FormatException($"'{payload}' was not written under the tag '{tag}'.");
    }
}
