using System.Text.Json;
using Durable.CommandLine.Api;

namespace Durable.CommandLine.Http;

/// <summary>The body of an error.</summary>
/// <param name="Type">Its code; null when it has none.</param>
/// <param name="Message">Its text.</param>
/// <param name="IsOurs">Whether it has the form of an OrleansDurable server.</param>
internal sealed record ServerError(string? Type, string Message, bool IsOurs)
{
    /// <summary>Reads a body; null when it is another kind of answer.</summary>
    public static ServerError? Of(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var error = document.RootElement;
            var type = error.Text("__type");
            return (error.Text("message") ?? error.Text("Message")) is { } message
                ? new ServerError(type, message, type is not null && error.Text("Type") is ("User" or "Service"))
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
