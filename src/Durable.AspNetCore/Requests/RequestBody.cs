using System.IO.Pipelines;
using Durable.AspNetCore.Errors;

namespace Durable.AspNetCore.Requests;

/// <summary>Reads a request's body up to a limit.</summary>
internal static class RequestBody
{
    /// <summary>The whole body.</summary>
    /// <param name="request">The request.</param>
    /// <param name="maxBytes">Most bytes it may have, unless the server is told to take fewer.</param>
    /// <param name="what">What the body is, for the error.</param>
    /// <exception cref="WireException">It has more bytes, or the server stops before it is here.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpRequest request, int maxBytes, string what)
    {
        maxBytes = Math.Min(maxBytes, request.HttpContext.RequestServices.GetRequiredService<IOptions<DurableHttpApiOptions>>().Value.MaxRequestBytes);
        if (request.ContentLength > maxBytes)
        {
            throw TooLarge(maxBytes, what);
        }

        using var body = new MemoryStream((int)(request.ContentLength ?? 0));

        // The time in which the server must stop is for running steps, not for callers who send slowly.
        var lifetime = request.HttpContext.RequestServices.GetRequiredService<IHostApplicationLifetime>();
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(request.HttpContext.RequestAborted, lifetime.ApplicationStopping);
        while (true)
        {
            var part = await ReadPartAsync(request, reading.Token);
            foreach (var segment in part.Buffer)
            {
                body.Write(segment.Span);
            }

            request.BodyReader.AdvanceTo(part.Buffer.End);
            if (body.Length > maxBytes)
            {
                throw TooLarge(maxBytes, what);
            }

            if (part.IsCompleted)
            {
                return body.GetBuffer().AsMemory(0, (int)body.Length);
            }
        }
    }

    private static async Task<ReadResult> ReadPartAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await request.BodyReader.ReadAsync(cancellationToken);
        }
        catch (OperationCanceledException exception) when (!request.HttpContext.RequestAborted.IsCancellationRequested)
        {
            throw new WireException(
                WireErrorCode.ServiceUnavailable, "The server is stopping and has not taken the request. Send it again when the server is back.", exception);
        }
    }

    private static WireException TooLarge(int maxBytes, string what) => new(
        WireErrorCode.RequestTooLarge,
        Invariant($"{what} has more than {maxBytes} bytes, which is the limit. Keep large data elsewhere, for example in an object store, and pass a reference to it."));
}
