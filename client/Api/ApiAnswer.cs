using System.Text.Json;
using Durable.Wire;

namespace Durable.CommandLine.Api;

/// <summary>What was answered: the text, for programs, and what is in it, for people.</summary>
internal sealed class ApiAnswer
{
    private ApiAnswer(string json, JsonElement root)
    {
        Json = json;
        Root = root;
    }

    public string Json { get; }

    public JsonElement Root { get; }

    /// <summary>Reads an answer.</summary>
    /// <param name="text">JSON.</param>
    /// <param name="member">A member that every answer to this call has; null when it need not have any.</param>
    /// <returns>Null when it is another kind of answer.</returns>
    public static ApiAnswer? TryParse(string text, string? member)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind != JsonValueKind.Object || (member is not null && document.RootElement.Member(member) is null) ? null : new ApiAnswer(text, document.RootElement.Clone());
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>An answer that was made here.</summary>
    public static ApiAnswer Of<T>(T answer)
    {
        var json = WireFormat.Write(answer);
        using var document = JsonDocument.Parse(json);
        return new ApiAnswer(json, document.RootElement.Clone());
    }
}
