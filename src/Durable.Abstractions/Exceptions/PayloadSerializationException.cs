namespace Durable;

/// <summary>A value could not be turned into a payload or a payload into a value, or it was too large.</summary>
/// <param name="message">What was being read or written, and why it failed.</param>
/// <param name="innerException">The serializer's error, if there is one.</param>
public sealed class PayloadSerializationException(string message, Exception? innerException = null)
    : DurableExecutionException(message, innerException)
{
    /// <summary>The error of a serializer, with what it was doing.</summary>
    internal static PayloadSerializationException Of(string what, Exception exception)
    {
        // A serializer calls getters of the app, and those throw exceptions of the app, which may not be able to tell about themselves.
        try
        {
            _ = exception.ToString();
            return new PayloadSerializationException($"{what}: {exception.Message}", exception);
        }
        catch (Exception)
        {
            return new PayloadSerializationException($"{what}: {exception.GetType()}, whose message cannot be read.");
        }
    }
}
