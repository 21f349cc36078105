using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Durable;

/// <summary>Writes enums by their names, which stay when members are inserted; reads names and numbers.</summary>
internal sealed class EnumNamesConverter : JsonConverterFactory
{
    private readonly JsonStringEnumConverter _names = Create();

    // An enum that names its converter keeps it: the serializer would prefer this one.
    public override bool CanConvert(Type typeToConvert) => typeToConvert.IsEnum && !typeToConvert.IsDefined(typeof(JsonConverterAttribute), inherit: false);

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) => _names.CreateConverter(typeToConvert, options);

    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Of the options that reflect, which an app that is compiled ahead of time has switched off.")]
    private static JsonStringEnumConverter Create() => new();
}
