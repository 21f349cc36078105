using Durable.Silo.Http.Errors;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Infrastructure;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Durable.Silo.Security;

/// <summary>Refuses in the form of the wire. Never says whether what was asked for is there, nor what was wrong with a credential.</summary>
internal sealed class AccessRefusal : IAuthorizationMiddlewareResultHandler
{
    public async Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (authorizeResult.Challenged)
        {
            // While keys cannot be had, nobody knows whether the credential is good. The scheme says so, and gives the answer that it has.
            throw (await context.AuthenticateAsync()).Failure is WireException unknown ? unknown : Unauthenticated(context);
        }

        if (authorizeResult.Forbidden)
        {
            var wanted = policy.Requirements.OfType<RolesAuthorizationRequirement>().SelectMany(static requirement => requirement.AllowedRoles);
            throw new WireException(
                WireErrorCode.AccessDenied, $"The caller is known but may not do this: it needs one of the roles {string.Join(", ", wanted)}.");
        }

        await next(context);
    }

    private static WireException Unauthenticated(HttpContext context)
    {
        var isPresented = !StringValues.IsNullOrEmpty(context.Request.Headers.Authorization);
        context.Response.Headers[HeaderNames.WWWAuthenticate] = $"Bearer realm=\"durable\"{(isPresented ? ", error=\"invalid_token\"" : "")}";
        return new WireException(
            WireErrorCode.Unauthorized,
            isPresented
                ? "The key or token is not known here, has expired, or is not meant for this server."
                : "Who calls? Send an API key or a token in the header 'Authorization: Bearer …'.");
    }
}
