using System.Text.Json;

namespace Durable.CommandLine.Http;

/// <summary>What the server answered: the text, for programs, and what is in it, for people.</summary>
internal sealed class ApiAnswer
{
    private ApiAnswer(string json, JsonElement root)
    {
        Json = json;
        Root = root;
    }

    public string Json { get; }

    public JsonElement Root { get; }

    /// <exception cref="CommandFailure">The answer is not a JSON object: something else listens there.</exception>
    public static ApiAnswer Parse(string text, Uri endpoint)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return new ApiAnswer(text, document.RootElement.Clone());
            }
        }
        catch (JsonException)
        {
        }

        throw ApiErrors.NotOurs(endpoint);
    }
}
