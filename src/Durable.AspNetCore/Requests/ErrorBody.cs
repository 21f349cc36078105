using System.Text.Json;
using Durable.AspNetCore.Answers;
using Durable.AspNetCore.Errors;
using Durable.Model;

namespace Durable.AspNetCore.Requests;

/// <summary>A body that is an error object itself, or nothing: why an execution is stopped, or how a callback failed.</summary>
internal static class ErrorBody
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
