using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Durable.Silo.Security;

/// <summary>
/// Takes everybody for an admin. The scheme of a server without authentication, which listens on the loopback interface only: whoever
/// reaches it is on this machine.
/// </summary>
internal sealed class OpenAccessHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    private static readonly ClaimsPrincipal s_everybody = new(new ClaimsIdentity([new Claim(ClaimTypes.Role, DurableHttpRoles.Admin)], "Open"));

    protected override Task<AuthenticateResult> HandleAuthenticateAsync() =>
        Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(s_everybody, Scheme.Name)));
}
