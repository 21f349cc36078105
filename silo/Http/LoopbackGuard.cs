using System.Net;
using Durable.Silo.Http.Errors;
using Microsoft.Extensions.Primitives;

namespace Durable.Silo.Http;

/// <summary>
/// Keeps web pages away from a server without authentication: a browser on this machine can reach the loopback interface on behalf of
/// any site, by a name that the site's own DNS points here (DNS rebinding), or by a plain cross-site request. Where callers must send a
/// key, no page has one to send.
/// </summary>
internal sealed class LoopbackGuard(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        var host = context.Request.Host;
        if (!IsLoopbackName(host.Host))
        {
            throw new WireException(
                WireErrorCode.AccessDenied,
                $"The Host header '{host}' does not name the loopback interface. Ask http://127.0.0.1 or http://localhost with this port.");
        }

        if (IsCrossSite(context.Request.Headers))
        {
            throw new WireException(
                WireErrorCode.AccessDenied, "Requests from web pages of other sites are refused, because this endpoint has no authentication.");
        }

        return next(context);
    }

    /// <summary>Whether a name or address in a URL means this machine, whatever DNS says.</summary>
    public static bool IsLoopbackName(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.AsSpan().Trim("[]"), out var address) && IPAddress.IsLoopback(address));

    private static bool IsCrossSite(IHeaderDictionary headers) =>
        headers["Sec-Fetch-Site"] == "cross-site" || !headers.Origin.All(IsLoopbackOrigin);

    private static bool IsLoopbackOrigin(string? origin) =>
        StringSegment.IsNullOrEmpty(origin) || (Uri.TryCreate(origin, UriKind.Absolute, out var uri) && IsLoopbackName(uri.Host));
}
