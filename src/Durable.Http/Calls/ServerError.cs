using System.Text.Json;

namespace Durable.Http.Calls;

/// <summary>The body of an error.</summary>
/// <param name="Type">Its code; null when it has none.</param>
/// <param name="Message">Its text.</param>
/// <param name="Reason">What tells apart errors of one code; null when nothing does.</param>
/// <param name="IsOurs">Whether it has the form of an OrleansDurable server.</param>
internal sealed record ServerError(string? Type, string Message, string? Reason, bool IsOurs)
{
    /// <summary>Reads a body; null when it is another kind of answer.</summary>
    public static ServerError? TryParse(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var error = document.RootElement;
            var type = Text(error, "__type");
            return (Text(error, "message") ?? Text(error, "Message")) is { } message
                ? new ServerError(type, message, Text(error, "Reason"), type is not null && Text(error, "Type") is ("User" or "Service"))
                : null;
        }

        // JSON may escape half a character.
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String ? member.GetString() : null;
}
