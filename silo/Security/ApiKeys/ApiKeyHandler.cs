using System.Security.Claims;
using System.Text.Encodings.Web;
using Durable.AspNetCore.Errors;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Durable.Silo.Security.ApiKeys;

/// <summary>Tells callers by their keys.</summary>
internal sealed class ApiKeyHandler(
    TrustedFile<ApiKeyRing> file, TimeProvider timeProvider, IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(Tell());

    private AuthenticateResult Tell()
    {
        if (Request.Headers.Authorization.Count == 0)
        {
            return AuthenticateResult.NoResult();
        }

        if (file.Current is not { } keys)
        {
            return AuthenticateResult.Fail(new WireException(
                WireErrorCode.ServiceUnavailable,
                "The server cannot read its keys at the moment, so that yours cannot be checked. Its log says why. Send the request again later."));
        }

        return ApiKey.Read(Request.Headers) is { } key && keys.Find(key, timeProvider.GetUtcNow()) is { } caller
            ? AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(caller), Scheme.Name))
            : AuthenticateResult.Fail("No such key.");
    }
}
