using System.Net;
using System.Net.Sockets;
using System.Security.Claims;

namespace Durable;

/// <summary>
/// What tells callers apart where each has a limit: the name of one that is authenticated, wherever its requests come from; the address of one that
/// is not.
/// </summary>
internal static class CallerName
{
    // A home or a server has at least this much of an IPv6 address to itself.
    private const int NetworkBytes = 8;

    public static string Of(HttpContext context) => context.User.Identity is ClaimsIdentity { IsAuthenticated: true, Name: { } name } identity
        ? $"{identity.AuthenticationType} {identity.FindFirst("iss")?.Value} {name}"
        : Network(context.Connection.RemoteIpAddress);

    private static string Network(IPAddress? address) => address switch
    {
        null => "",
        { IsIPv4MappedToIPv6: true } => address.MapToIPv4().ToString(),
        { AddressFamily: AddressFamily.InterNetworkV6 } => Convert.ToHexString(address.GetAddressBytes(), 0, NetworkBytes),
        _ => address.ToString(),
    };
}
