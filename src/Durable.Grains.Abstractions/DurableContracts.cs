using Orleans.Serialization;

namespace Durable.Grains;

/// <summary>
/// The types of Durable.Abstractions know nothing of Orleans. They cross grain calls as JSON, with the member names of their docs, so
/// that members may be added on either side.
/// </summary>
public static class DurableContracts
{
    /// <summary>Lets a silo or client send and receive the types of Durable.Abstractions.</summary>
    /// <param name="serializer">The serializer being configured.</param>
    public static ISerializerBuilder AddDurableContracts(this ISerializerBuilder serializer) =>
        serializer.AddJsonSerializer(static type => type.Assembly == typeof(ExecutionDescription).Assembly);
}
