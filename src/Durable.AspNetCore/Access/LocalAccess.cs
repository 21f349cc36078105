using Durable.AspNetCore.Errors;

namespace Durable.AspNetCore.Access;

/// <summary>
/// What guards an endpoint that has no authentication: only this machine may call, and no web page of another site. Where callers must send a key, no
/// page has one to send.
/// </summary>
internal static class LocalAccess
{
    /// <summary>Why a caller is refused: it is elsewhere, or is sent by a page from elsewhere. Null when it is not.</summary>
    public static WireException? FindProblem(HttpContext context)
    {
        if (LocalCaller.IsRemote(context))
        {
            return Denied(
                "This API has no authentication, so that it answers its own machine only. Its host can require one: "
                + $"{nameof(DurableHttpApiOptions)}.{nameof(DurableHttpApiOptions.UseRoles)}, policies of its own, or RequireAuthorization on the endpoints.");
        }

        var host = LocalCaller.HostOf(context);
        if (!LocalCaller.IsLoopbackName(host))
        {
            return Denied($"The Host header '{host}' does not name the loopback interface. Ask http://127.0.0.1 or http://localhost with this port.");
        }

        return LocalCaller.IsCrossSite(context)
            ? Denied("Requests from web pages of other sites are refused, because this endpoint has no authentication.")
            : null;
    }

    private static WireException Denied(string message) => new(WireErrorCode.AccessDenied, message);
}
