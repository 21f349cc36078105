using System.Text.Json.Serialization;
using Durable.AspNetCore.Answers;

namespace Durable.AspNetCore.Errors;

/// <summary>
/// The body of an error. Clients look for the code in the header, in <c>__type</c> or in <c>Type</c>, and for the text in
/// <c>message</c> or <c>Message</c>; all of them find it.
/// </summary>
internal sealed record ErrorAnswer(
    [property: JsonPropertyName("__type")] string Code,
    string Type,
    [property: JsonPropertyName("message")] string LowerCaseMessage,
    string Message,
    string? Reason)
{
    private const string TypeHeader = "x-amzn-ErrorType";

    public static Task WriteAsync(HttpContext context, WireException error)
    {
        context.Response.Headers[TypeHeader] = error.Code.Name;
        if (error.Code.Status is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable)
        {
            context.Response.Headers.RetryAfter = "1";
        }

        var answer = new ErrorAnswer(
            error.Code.Name,
            error.Code.IsCallersFault ? "User" : "Service",
            error.Message,
            error.Message,
            error.Code.Reason);
        return WireJson.WriteAsync(context, answer, error.Code.Status);
    }
}
