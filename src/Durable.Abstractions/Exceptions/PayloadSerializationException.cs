namespace Durable;

/// <summary>A value could not be turned into a payload or a payload into a value, or it was too large.</summary>
/// <param name="message">What was being read or written, and why it failed.</param>
/// <param name="innerException">The serializer's error, if there is one.</param>
public sealed class PayloadSerializationException(string message, Exception? innerException = null)
    : DurableExecutionException(message, innerException)
{
    /// <summary>Whether a payload could not be read. False when a value could not be written.</summary>
    public bool IsReading { get; init; }

    /// <summary>The operation whose payload it is; null for one of the execution, or when it is not known.</summary>
    internal string? OperationId { get; init; }
}
