namespace Durable.Grains;

/// <summary>How a client app writes inputs and reads results.</summary>
public sealed class DurableClientOptions
{
    /// <summary>For all functions that have no other. Default: JSON.</summary>
    public IPayloadSerializer Serializer { get; set; } = JsonPayloadSerializer.Default;

    /// <summary>
    /// By function name, for those that were registered with a serializer of their own. A client inside a silo knows them already.
    /// </summary>
    public IDictionary<string, IPayloadSerializer> FunctionSerializers { get; } = new Dictionary<string, IPayloadSerializer>(StringComparer.Ordinal);

    internal IPayloadSerializer SerializerOf(string functionName) => FunctionSerializers.TryGetValue(functionName, out var own) ? own : Serializer;
}
