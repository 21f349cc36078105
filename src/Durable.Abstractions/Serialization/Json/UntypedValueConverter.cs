using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Durable;

/// <summary>
/// Refuses a value whose declared type is <see cref="object"/>: JSON does not say what it was, so it would be read back as a
/// <see cref="JsonElement"/>.
/// </summary>
internal sealed class UntypedValueConverter : JsonConverter<object>
{
    public override object Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => JsonElement.ParseValue(ref reader);

    public override void Write(Utf8JsonWriter writer, object value, JsonSerializerOptions options)
    {
        switch (value)
        {
            case JsonElement element:
                element.WriteTo(writer);
                break;
            case JsonNode node:
                node.WriteTo(writer, options);
                break;
            default:
                throw new PayloadSerializationException(
                    $"A value of type {value.GetType()} is declared as object and would be read back as a {nameof(JsonElement)}. Declare its own type, "
                    + $"a base type with [JsonDerivedType], or {nameof(JsonElement)}.");
        }
    }
}
