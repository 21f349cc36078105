namespace Durable;

/// <summary>Turns values into payload text and back. What it writes is stored as it is.</summary>
/// <remarks>Implementations must be thread-safe and must accept their own output for as long as executions run.</remarks>
public interface IPayloadSerializer
{
    /// <summary>Writes a value.</summary>
    /// <typeparam name="T">Declared type of the value.</typeparam>
    /// <param name="value">The value; may be null.</param>
    /// <param name="context">Where the payload belongs.</param>
    string Serialize<T>(T value, SerializationContext context);

    /// <summary>Reads a value back.</summary>
    /// <typeparam name="T">Declared type of the value.</typeparam>
    /// <param name="payload">What <see cref="Serialize{T}"/> wrote.</param>
    /// <param name="context">Where the payload belongs.</param>
    T Deserialize<T>(string payload, SerializationContext context);
}
