using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Durable.Http.Wire;

/// <summary>JSON as the wire has it: members named as their properties, those without a value left out.</summary>
internal static class WireFormat
{
    // Payloads are JSON in strings. Answers are never put into HTML, so only what JSON itself demands is escaped.
    public static readonly JsonSerializerOptions Options = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        TypeInfoResolver = JsonDefaults.ByReflection(),
    };

    /// <summary>For readers: what another release leaves out is absent, not an error.</summary>
    public static readonly JsonSerializerOptions Lenient = new()
    {
        TypeInfoResolver = WireJsonContext.Default.WithAddedModifier(RequireNothing),
    };

    public static string Write<T>(T answer) => JsonSerializer.Serialize(answer, (JsonTypeInfo<T>)Options.GetTypeInfo(typeof(T)));

    private static void RequireNothing(JsonTypeInfo type)
    {
        foreach (var member in type.Properties)
        {
            member.IsRequired = false;
        }
    }
}
