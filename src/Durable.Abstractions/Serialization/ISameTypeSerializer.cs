namespace Durable;

/// <summary>A serializer that can refuse what it would read back as another type.</summary>
internal interface ISameTypeSerializer : IPayloadSerializer
{
    /// <summary>Writes a value that is read back as the same declared type.</summary>
    /// <exception cref="PayloadSerializationException">It would be read back as another value; the message names type, member and remedy.</exception>
    string SerializeForSameType<T>(T value, SerializationContext context);
}
