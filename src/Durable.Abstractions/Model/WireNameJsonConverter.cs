using System.Text.Json;
using System.Text.Json.Serialization;

namespace Durable.Model;

/// <summary>Writes an enum by its names on the wire; reads those, the names in code and numbers.</summary>
internal sealed class WireNameJsonConverter<TEnum> : JsonConverter<TEnum>
    where TEnum : struct, Enum
{
    public override TEnum Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Number ? Parse(reader.GetInt32().ToString(System.Globalization.CultureInfo.InvariantCulture)) : Parse(reader.GetString());

    public override void Write(Utf8JsonWriter writer, TEnum value, JsonSerializerOptions options) => writer.WriteStringValue(WireNames.Of(value));

    public override TEnum ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Parse(reader.GetString());

    public override void WriteAsPropertyName(Utf8JsonWriter writer, TEnum value, JsonSerializerOptions options) => writer.WritePropertyName(WireNames.Of(value));

    private static TEnum Parse(string? name) =>
        name is not null && (WireNames.TryParse<TEnum>(name, out var value) || (Enum.TryParse(name, ignoreCase: true, out value) && Enum.IsDefined(value)))
            ? value
            : throw new JsonException($"'{name}' is no {typeof(TEnum).Name}.");
}
