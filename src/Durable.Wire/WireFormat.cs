using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Durable.Wire;

/// <summary>JSON as the wire has it: members named as their properties, those without a value left out.</summary>
internal static class WireFormat
{
    // Payloads are JSON in strings. Answers are never put into HTML, so only what JSON itself demands is escaped.
    public static readonly JsonSerializerOptions Options = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    public static string Write<T>(T answer) => JsonSerializer.Serialize(answer, Options);
}
