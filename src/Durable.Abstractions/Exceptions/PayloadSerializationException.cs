using Durable.Model;

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

    /// <summary>The error of a serializer, with what it was doing.</summary>
    internal static PayloadSerializationException Of(string what, Exception exception, bool isReading = false, string? operationId = null) => new(
        $"{what}: {ExceptionGetters.MessageOf(exception)}", CanTell(exception) ? exception : null)
    {
        IsReading = isReading,
        OperationId = operationId,
    };

    // A serializer calls getters of the app, and those throw exceptions of the app, which may not be able to tell about themselves.
    private static bool CanTell(Exception exception) => ExceptionGetters.Read(exception, static read => read.ToString()) is not null;
}
