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

    /// <summary>Reads an answer.</summary>
    /// <param name="text">The body.</param>
    /// <param name="member">A member that every answer to this call has.</param>
    /// <param name="endpoint">Who answered.</param>
    /// <exception cref="CommandFailure">It is another kind of answer: something else listens there.</exception>
    public static ApiAnswer Parse(string text, string member, Uri endpoint)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            if (document.RootElement.Member(member) is not null)
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
