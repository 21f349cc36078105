using System.Text.Json;
using Durable.Http.Wire;

namespace Durable.AspNetCore.Answers;

/// <summary>Bodies in the JSON of the wire.</summary>
internal static class WireJson
{
    public static Task WriteAsync<T>(HttpContext context, T answer, int status = StatusCodes.Status200OK)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return JsonSerializer.SerializeAsync(context.Response.Body, answer, WireFormat.Options, context.RequestAborted);
    }

    /// <summary>Writes text that is JSON already.</summary>
    public static Task WriteVerbatimAsync(HttpContext context, string json)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(json, context.RequestAborted);
    }

    public static T? Read<T>(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize<T>(json, WireFormat.Options);
}
