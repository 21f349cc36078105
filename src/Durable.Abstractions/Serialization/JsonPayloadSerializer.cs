using System.Text.Json;

namespace Durable;

/// <summary>Plain JSON by System.Text.Json. The default everywhere.</summary>
/// <param name="options">Serializer options; web defaults when null. Must not change incompatibly while executions run.</param>
public sealed class JsonPayloadSerializer(JsonSerializerOptions? options = null) : IPayloadSerializer
{
    private readonly JsonSerializerOptions _options = options ?? JsonSerializerOptions.Web;

    /// <summary>The default instance.</summary>
    public static JsonPayloadSerializer Default { get; } = new();

    /// <inheritdoc/>
    public string Serialize<T>(T value, SerializationContext context) => JsonSerializer.Serialize(value, _options);

    /// <inheritdoc/>
    public T Deserialize<T>(string payload, SerializationContext context) => JsonSerializer.Deserialize<T>(payload, _options)!;
}
