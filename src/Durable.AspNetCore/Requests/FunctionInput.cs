using System.Text;
using System.Text.Json;
using Durable.AspNetCore.Errors;

namespace Durable.AspNetCore.Requests;

/// <summary>The input of an execution, which is the body of the request that starts it.</summary>
internal static class FunctionInput
{
    // How deep a function's own types may go is for its serializer to say.
    private const int MaxDepth = 1000;

    private static readonly UTF8Encoding s_strictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads the input.</summary>
    /// <returns>JSON text as it was sent; null when nothing was.</returns>
    /// <exception cref="WireException">It is not JSON, or too large.</exception>
    public static async Task<string?> ReadAsync(HttpRequest request)
    {
        var body = await RequestBody.ReadAsync(request, DurableLimits.MaxExecutionPayloadBytes, "The input");
        return body.IsEmpty ? null : Parse(WithoutByteOrderMark(body.Span));
    }

    private static string Parse(ReadOnlySpan<byte> body)
    {
        try
        {
            var json = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = MaxDepth });
            while (json.Read())
            {
            }

            return s_strictUtf8.GetString(body);
        }
        catch (Exception exception) when (exception is JsonException or DecoderFallbackException)
        {
            throw new WireException(
                WireErrorCode.InvalidRequestContent, $"Could not parse request body into json: {exception.Message}", exception);
        }
    }

    private static ReadOnlySpan<byte> WithoutByteOrderMark(ReadOnlySpan<byte> body) =>
        body.StartsWith(Encoding.UTF8.Preamble) ? body[Encoding.UTF8.Preamble.Length..] : body;
}
