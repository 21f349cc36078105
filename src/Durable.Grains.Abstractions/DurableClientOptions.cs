using System.Text.Json;
using System.Text.Json.Serialization;

namespace Durable.Grains;

/// <summary>How a client app writes inputs and reads results, and how much it asks at once.</summary>
public sealed class DurableClientOptions
{
    /// <summary>For all functions that have no other. Default: JSON.</summary>
    public IPayloadSerializer Serializer { get; set; } = JsonPayloadSerializer.Default;

    /// <summary>
    /// By function name, for those that were registered with a serializer of their own. A client inside a silo knows them already.
    /// </summary>
    public IDictionary<string, IPayloadSerializer> FunctionSerializers { get; } = new Dictionary<string, IPayloadSerializer>(StringComparer.Ordinal);

    /// <summary>
    /// Most starts of this client that may be under way at once. One beyond it fails at once with <see cref="DurableOverloadedException"/>,
    /// before it costs the cluster anything. At least 1; default 10,000.
    /// </summary>
    public int MaxPendingStarts { get; set; } = 10_000;

    /// <summary>Uses JSON of a source-generated context for all functions that have no serializer of their own.</summary>
    /// <param name="context">Knows the inputs and results that this app exchanges. What silos read must be what it writes.</param>
    public void UseJson(JsonSerializerContext context) => Serializer = new JsonPayloadSerializer(context);

    /// <summary>Uses JSON by options for all functions that have no serializer of their own.</summary>
    /// <param name="options">What silos read must be what they write.</param>
    public void UseJson(JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Serializer = new JsonPayloadSerializer(options);
    }

    internal IPayloadSerializer SerializerOf(string functionName) => FunctionSerializers.TryGetValue(functionName, out var own) ? own : Serializer;
}
