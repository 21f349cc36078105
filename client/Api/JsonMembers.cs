using System.Text.Json;
using Durable.Wire;

namespace Durable.CommandLine.Api;

/// <summary>Reads members of answers. What a newer server leaves out or sends in another shape is absent, not an error.</summary>
internal static class JsonMembers
{
    private static readonly decimal s_first = DateTimeOffset.MinValue.ToUnixTimeSeconds();
    private static readonly decimal s_last = DateTimeOffset.MaxValue.ToUnixTimeSeconds();

    public static JsonElement? Member(this JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Null ? member : null;

    public static string? Text(this JsonElement json, string name) =>
        json.Member(name) is { ValueKind: JsonValueKind.String } member ? Decode(member) : null;

    /// <summary>The texts of an array; none when it has another shape.</summary>
    public static IEnumerable<string> Texts(this JsonElement json, string name) => json.Member(name) is { ValueKind: JsonValueKind.Array } member
        ? member.EnumerateArray().Where(static item => item.ValueKind == JsonValueKind.String).Select(Decode).OfType<string>()
        : [];

    public static long? Number(this JsonElement json, string name) =>
        json.Member(name) is { ValueKind: JsonValueKind.Number } member && member.TryGetInt64(out var number) ? number : null;

    /// <summary>All of it; null when it has another shape.</summary>
    public static T? Read<T>(this JsonElement json)
        where T : class
    {
        try
        {
            return json.Deserialize<T>(WireFormat.Options);
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>A time in seconds since 1970.</summary>
    public static DateTimeOffset? Time(this JsonElement json, string name) =>
        json.Member(name) is { ValueKind: JsonValueKind.Number } member && member.TryGetDecimal(out var seconds)
            && seconds >= s_first && seconds <= s_last
            ? DateTimeOffset.FromUnixTimeMilliseconds((long)(seconds * 1000))
            : null;

    public static IEnumerable<JsonElement> Items(this JsonElement json, string name) =>
        json.Member(name) is { ValueKind: JsonValueKind.Array } member ? member.EnumerateArray() : [];

    // JSON may escape half a character.
    private static string? Decode(JsonElement text)
    {
        try
        {
            return text.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
