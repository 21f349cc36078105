using System.Security.Claims;
using Durable.AspNetCore.Errors;
using Durable.Silo.Hosting;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Durable.Silo.Security.Tokens;

/// <summary>What makes a token good: a signature by the issuer's private key, its issuer, its audience, and its time.</summary>
internal static class TokenValidation
{
    // Signatures that only the holder of a private key can make. With a shared secret, whoever can check a token can make one.
    private static readonly string[] s_algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    private static readonly string[] s_types = ["", "JWT", "at+jwt", "application/at+jwt"];

    public static void Configure(JwtBearerOptions jwt, TokenServerOptions options, TrustedFile<TokenKeys>? keys)
    {
        jwt.Authority = options.Authority;
        jwt.MapInboundClaims = false;
        jwt.SaveToken = false;
        jwt.Events = new JwtBearerEvents
        {
            OnAuthenticationFailed = context => RefuseUnlessUnknownAsync(context, keys),
            OnTokenValidated = context =>
            {
                RefuseUnknownHeaders(context);
                FlattenRoles(context, options.RoleClaim);
                return Task.CompletedTask;
            },
        };

        var rules = jwt.TokenValidationParameters;
        Restrict(rules, options.RoleClaim);
        rules.ValidAudience = options.Audience;

        // Without these, they come from what the authority publishes.
        if (options.Issuer is { } issuer)
        {
            rules.ValidIssuer = issuer;
        }

        if (keys is not null)
        {
            rules.IssuerSigningKeyResolver = (_, _, _, _) => keys.Current?.All ?? [];
        }
    }

    /// <summary>What holds for every token, whoever issues it and whatever it is for.</summary>
    public static void Restrict(TokenValidationParameters rules, string roleClaim)
    {
        rules.ValidAlgorithms = s_algorithms;
        rules.RequireAudience = true;
        rules.RequireExpirationTime = true;
        rules.RequireSignedTokens = true;
        rules.ClockSkew = TimeSpan.FromMinutes(1);
        rules.NameClaimType = "sub";
        rules.RoleClaimType = roleClaim;
    }

    // RFC 7515, 4.1.11: an extension that is marked critical and not understood makes the token invalid, and none is understood here. RFC 8725, 3.11:
    // a token of another kind, such as one that logs somebody out, must not pass for one of access.
    private static void RefuseUnknownHeaders(TokenValidatedContext context)
    {
        if (context.SecurityToken is not JsonWebToken token || token.TryGetHeaderValue<object>("crit", out _))
        {
            context.Fail("An extension that is critical is not understood.");
        }
        else if (!s_types.Contains(token.Typ ?? "", StringComparer.OrdinalIgnoreCase))
        {
            context.Fail("A token of another type.");
        }
    }

    // Policies ask for roles in a claim of their own.
    private static void FlattenRoles(TokenValidatedContext context, string roleClaim)
    {
        if (context.Principal?.Identity is ClaimsIdentity identity && !identity.HasClaim(claim => claim.Type == roleClaim))
        {
            identity.AddClaims(RoleClaims.Of(identity.Claims, roleClaim).Select(role => new Claim(roleClaim, role)).ToList());
        }
    }

    // A bad token is the caller's fault. While the issuer's keys cannot be had, nobody knows whether the token is bad.
    private static async Task RefuseUnlessUnknownAsync(AuthenticationFailedContext context, TrustedFile<TokenKeys>? keys)
    {
        if (keys is { Current: null })
        {
            context.Fail(new WireException(
                WireErrorCode.ServiceUnavailable,
                "The server cannot read the issuer's keys at the moment, so that your token cannot be checked. Its log says why. Send the request again later."));
            return;
        }

        try
        {
            _ = context.Options.ConfigurationManager is { } authority ? await authority.GetConfigurationAsync(context.HttpContext.RequestAborted) : null;
        }
        catch (InvalidOperationException exception)
        {
            context.Fail(new WireException(
                WireErrorCode.ServiceUnavailable,
                "The authority that issues tokens cannot be asked at the moment, so that yours cannot be checked. Send the request again later.",
                exception));
        }
    }
}
