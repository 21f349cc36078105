using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Durable;

/// <summary>JSON by the contract that options have for a type, which needs no code that is made at run time.</summary>
internal static class JsonText
{
    public static string Write<T>(T value, JsonSerializerOptions options) => JsonSerializer.Serialize(value, Contract<T>(options));

    public static T Read<T>(string text, JsonSerializerOptions options) => JsonSerializer.Deserialize(text, Contract<T>(options))!;

    private static JsonTypeInfo<T> Contract<T>(JsonSerializerOptions options) => (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));
}
