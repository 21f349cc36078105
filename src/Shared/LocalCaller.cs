using System.Net;
using Microsoft.Extensions.Primitives;

namespace Durable;

/// <summary>
/// Tells whether a request comes from this machine and from no page of another site. A browser on this machine reaches the loopback interface on behalf
/// of any site, by a name that the site's own DNS points here (DNS rebinding), or by a plain request across sites.
/// </summary>
internal static class LocalCaller
{
    public static bool IsRemote(HttpContext context) => context.Connection.RemoteIpAddress is { } caller && !IsLoopback(caller);

    /// <summary>The header <c>Host</c> as it was sent: <see cref="HttpRequest.Host"/> decodes international names, and fails for some that are none.</summary>
    public static string HostOf(HttpContext context) => context.Request.Headers.Host.ToString();

    /// <summary>Whether a host names the loopback interface.</summary>
    public static bool IsLoopbackName(string host) => Name(host) is { } name
        && (string.Equals(name, "localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(name, out var address) && IPAddress.IsLoopback(address)));

    /// <summary>Whether a page of another site has sent the request. Another port of this machine is another site, too: something there may serve the pages of others.</summary>
    public static bool IsCrossSite(HttpContext context) =>
        context.Request.Headers["Sec-Fetch-Site"] is not ([] or ["same-origin"] or ["none"])
        || context.Request.Headers.Origin is not [] and var origin && !IsSame(origin, $"{context.Request.Scheme}://{HostOf(context)}");

    private static bool IsLoopback(IPAddress address) => IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);

    private static string? Name(string host) =>
        Uri.TryCreate($"http://{host}/", UriKind.Absolute, out var uri) && uri is { UserInfo: "", AbsolutePath: "/" } ? uri.Host.Trim('[', ']') : null;

    private static bool IsSame(StringValues origin, string own) =>
        origin is [{ } only] && string.Equals(only, own, StringComparison.OrdinalIgnoreCase);
}
