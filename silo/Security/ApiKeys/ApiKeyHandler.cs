using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Durable.Silo.Security.ApiKeys;

/// <summary>Tells callers by their keys.</summary>
internal sealed class ApiKeyHandler(
    ApiKeyFile file, TimeProvider timeProvider, IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(Tell());

    private AuthenticateResult Tell()
    {
        if (Request.Headers.Authorization.Count == 0)
        {
            return AuthenticateResult.NoResult();
        }

        return ApiKey.Read(Request.Headers) is { } key && file.Keys.Find(key, timeProvider.GetUtcNow()) is { } caller
            ? AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(caller), Scheme.Name))
            : AuthenticateResult.Fail("No such key.");
    }
}
