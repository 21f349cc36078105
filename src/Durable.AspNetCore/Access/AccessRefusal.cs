using Durable.AspNetCore.Endpoints;
using Durable.AspNetCore.Errors;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Infrastructure;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Durable.AspNetCore.Access;

/// <summary>
/// Refuses callers of this API in the form of the wire; refusals of the host's other endpoints are left to the host. Never says whether what was
/// asked for exists, nor what was wrong with a credential.
/// </summary>
/// <param name="errors">Answers.</param>
/// <param name="others">Handles the other endpoints of the host.</param>
internal sealed class AccessRefusal(WireErrors errors, IAuthorizationMiddlewareResultHandler others) : IAuthorizationMiddlewareResultHandler
{
    public async Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (!WireErrorMiddleware.Covers(context) && context.GetEndpoint()?.Metadata.GetMetadata<DurableEndpointMetadata>() is null)
        {
            await others.HandleAsync(next, context, policy, authorizeResult);
        }
        else if (authorizeResult.Challenged)
        {
            await errors.AnswerAsync(context, await FailureOfAsync(context) is WireException unknown ? unknown : Unauthenticated(context));
        }
        else if (authorizeResult.Forbidden)
        {
            await errors.AnswerAsync(context, Forbidden(policy));
        }
        else
        {
            await next(context);
        }
    }

    // While keys cannot be had, nobody knows whether the credential is good. The scheme says so, and gives the answer that it has.
    private static async Task<Exception?> FailureOfAsync(HttpContext context) =>
        await context.RequestServices.GetRequiredService<IAuthenticationSchemeProvider>().GetDefaultAuthenticateSchemeAsync() is { } scheme
            ? (await context.AuthenticateAsync(scheme.Name)).Failure
            : null;

    private static WireException Forbidden(AuthorizationPolicy policy)
    {
        var roles = policy.Requirements.OfType<RolesAuthorizationRequirement>().SelectMany(static requirement => requirement.AllowedRoles).ToList();
        return new WireException(
            WireErrorCode.AccessDenied,
            $"The caller is known but may not do this{(roles.Count > 0 ? $": it needs one of the roles {string.Join(", ", roles)}" : "")}.");
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
