using System.Text;
using Durable.AspNetCore.Errors;

namespace Durable.AspNetCore.Requests;

/// <summary>The result of a callback, which is the body of the request that completes it.</summary>
internal static class CallbackResult
{
    private static readonly UTF8Encoding s_strictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads the result as it was sent; what it means is for the function to say.</summary>
    /// <returns>Null when nothing was sent.</returns>
    /// <exception cref="WireException">It is no text, or too large.</exception>
    public static async Task<string?> ReadAsync(HttpRequest request)
    {
        var body = await RequestBody.ReadAsync(request, DurableLimits.MaxOperationPayloadBytes, "The result");
        try
        {
            return body.IsEmpty ? null : s_strictUtf8.GetString(body.Span);
        }
        catch (DecoderFallbackException exception)
        {
            throw new WireException(WireErrorCode.InvalidParameterValue, $"The result is not UTF-8 text: {exception.Message}", exception);
        }
    }
}
