using System.Text;

namespace Durable;

/// <summary>Calls serializers and turns what goes wrong into errors that say which payload it was.</summary>
internal static class Payloads
{
    public static T Read<T>(IPayloadSerializer serializer, string payload, SerializationContext context, PayloadSubject what)
    {
        try
        {
            return serializer.Deserialize<T>(payload, context);
        }
        catch (Exception exception)
        {
            throw PayloadSerializationException.Of(
                $"Cannot read {what} as {typeof(T)} in execution '{context.ExecutionId}'", exception, isReading: true, context.OperationId);
        }
    }

    /// <summary>Writes a value that may be read as another type elsewhere.</summary>
    public static string Write<T>(IPayloadSerializer serializer, T value, SerializationContext context, PayloadSubject what) =>
        Write(serializer, value, context, what, isForSameType: false);

    /// <summary>Writes a value that may be read as another type elsewhere, if it fits.</summary>
    public static string Write<T>(IPayloadSerializer serializer, T value, SerializationContext context, int maxBytes, PayloadSubject what) =>
        RequireFit(Write(serializer, value, context, what, isForSameType: false), maxBytes, what);

    /// <summary>Writes a value that its function reads back as the same type: what it could not get back is refused.</summary>
    public static string WriteForSameType<T>(IPayloadSerializer serializer, T value, SerializationContext context, PayloadSubject what) =>
        Write(serializer, value, context, what, isForSameType: true);

    /// <summary>Writes a value that its function reads back as the same type, if it fits: what it could not get back is refused.</summary>
    public static string WriteForSameType<T>(IPayloadSerializer serializer, T value, SerializationContext context, int maxBytes, PayloadSubject what) =>
        RequireFit(Write(serializer, value, context, what, isForSameType: true), maxBytes, what);

    public static bool Fits(string payload, int maxBytes) =>
        (long)payload.Length * 3 <= maxBytes || Encoding.UTF8.GetByteCount(payload) <= maxBytes;

    public static PayloadSerializationException TooLarge(string payload, int maxBytes, PayloadSubject what) => new(
        Invariant($"{Capitalized(what.ToString())} has {Encoding.UTF8.GetByteCount(payload)} bytes; the limit is {maxBytes}. ")
        + "Keep large data elsewhere, for example in an object store, and pass a reference to it.");

    private static string Write<T>(IPayloadSerializer serializer, T value, SerializationContext context, PayloadSubject what, bool isForSameType)
    {
        try
        {
            return WellFormedText.Of(isForSameType && serializer is ISameTypeSerializer same ? same.SerializeForSameType(value, context) : serializer.Serialize(value, context))
                ?? throw new PayloadSerializationException($"The serializer {serializer.GetType()} returned null.");
        }
        catch (Exception exception)
        {
            throw PayloadSerializationException.Of($"Cannot write {what}, of type {typeof(T)}, in execution '{context.ExecutionId}'", exception);
        }
    }

    private static string Capitalized(string text) => $"{char.ToUpperInvariant(text[0])}{text[1..]}";

    private static string RequireFit(string payload, int maxBytes, PayloadSubject what) => Fits(payload, maxBytes) ? payload : throw TooLarge(payload, maxBytes, what);
}
