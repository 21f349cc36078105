using System.Net;
using Durable.AspNetCore.Errors;
using Microsoft.Extensions.Primitives;

namespace Durable.AspNetCore.Access;

/// <summary>
/// What guards an endpoint that has no authentication: only this machine may call, and no web page of another site. A browser on this machine
/// reaches the loopback interface on behalf of any site, by a name that the site's own DNS points here (DNS rebinding), or by a plain
/// request across sites. Where callers must send a key, no page has one to send.
/// </summary>
internal static class LocalAccess
{
    /// <summary>Why a caller is refused: it is elsewhere, or is sent by a page from elsewhere. Null when it is not.</summary>
    public static WireException? FindProblem(HttpContext context)
    {
        if (context.Connection.RemoteIpAddress is { } caller && !IsLoopback(caller))
        {
            return Denied(
                "This API has no authentication, so that it answers its own machine only. Its host can require one: "
                + $"{nameof(DurableHttpApiOptions)}.{nameof(DurableHttpApiOptions.UseRoles)}, policies of its own, or RequireAuthorization on the endpoints.");
        }

        // Not Request.Host, which decodes international names, and fails for some that are none.
        var host = context.Request.Headers.Host.ToString();
        if (!IsLoopbackName(host))
        {
            return Denied($"The Host header '{host}' does not name the loopback interface. Ask http://127.0.0.1 or http://localhost with this port.");
        }

        return IsCrossSite(context.Request, host)
            ? Denied("Requests from web pages of other sites are refused, because this endpoint has no authentication.")
            : null;
    }

    private static WireException Denied(string message) => new(WireErrorCode.AccessDenied, message);

    private static bool IsLoopback(IPAddress address) => IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);

    private static bool IsLoopbackName(string host) => Name(host) is { } name
        && (string.Equals(name, "localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(name, out var address) && IPAddress.IsLoopback(address)));

    private static string? Name(string host) =>
        Uri.TryCreate($"http://{host}/", UriKind.Absolute, out var uri) && uri is { UserInfo: "", AbsolutePath: "/" } ? uri.Host.Trim('[', ']') : null;

    // Another port of this machine is another site, too: something there may serve the pages of others.
    private static bool IsCrossSite(HttpRequest request, string host) =>
        request.Headers["Sec-Fetch-Site"] is not ([] or ["same-origin"] or ["none"])
        || request.Headers.Origin is not [] and var origin && !IsSame(origin, $"{request.Scheme}://{host}");

    private static bool IsSame(StringValues origin, string own) =>
        origin is [{ } only] && string.Equals(only, own, StringComparison.OrdinalIgnoreCase);
}
