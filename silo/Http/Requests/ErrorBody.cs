using System.Text.Json;
using Durable.Model;
using Durable.Silo.Http.Answers;
using Durable.Silo.Http.Errors;

namespace Durable.Silo.Http.Requests;

/// <summary>The body of a stop: an error object itself, or nothing.</summary>
internal static class StopReason
{
    private const int MaxBytes = 256 * 1024;

    public static async Task<ErrorObject?> ReadAsync(HttpRequest request)
    {
        var body = await RequestBody.ReadAsync(request, MaxBytes, "The error");
        try
        {
            return body.IsEmpty ? null : WireJson.Read<ErrorObject>(body.Span);
        }
        catch (JsonException exception)
        {
            throw new WireException(
                WireErrorCode.Serialization, $"The body must be an error object such as {{\"ErrorMessage\":\"no longer needed\"}}, or empty: {exception.Message}", exception);
        }
    }
}
