using System.Text;
using Durable.Model;

namespace Durable.Core.Serialization;

/// <summary>Calls serializers and turns what goes wrong into errors that say which payload it was.</summary>
internal static class Payloads
{
    public static T Read<T>(IPayloadSerializer serializer, string payload, SerializationContext context, string what)
    {
        try
        {
            return serializer.Deserialize<T>(payload, context);
        }
        catch (Exception exception)
        {
            throw new PayloadSerializationException(
                $"Cannot read {what} as {typeof(T)} in execution '{context.ExecutionId}': {ExceptionGetters.MessageOf(exception)}", exception)
            {
                IsReading = true,
                OperationId = context.OperationId,
            };
        }
    }

    public static string Write<T>(IPayloadSerializer serializer, T value, SerializationContext context, string what)
    {
        try
        {
            return serializer.Serialize(value, context)
                ?? throw new PayloadSerializationException($"The serializer {serializer.GetType()} returned null.");
        }
        catch (Exception exception)
        {
            throw new PayloadSerializationException(
                $"Cannot write {what}, of type {typeof(T)}, in execution '{context.ExecutionId}': {ExceptionGetters.MessageOf(exception)}", exception);
        }
    }

    public static string Write<T>(IPayloadSerializer serializer, T value, SerializationContext context, int maxBytes, string what)
    {
        var payload = Write(serializer, value, context, what);
        return Fits(payload, maxBytes) ? payload : throw TooLarge(payload, maxBytes, what);
    }

    public static bool Fits(string payload, int maxBytes) =>
        (long)payload.Length * 3 <= maxBytes || Encoding.UTF8.GetByteCount(payload) <= maxBytes;

    public static PayloadSerializationException TooLarge(string payload, int maxBytes, string what) => new(
        $"{char.ToUpperInvariant(what[0])}{what[1..]} has {Encoding.UTF8.GetByteCount(payload)} bytes; the limit is {maxBytes}. "
        + "Keep large data elsewhere, for example in an object store, and pass a reference to it.");
}
