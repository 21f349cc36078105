using Durable.Silo.Hosting;
using Durable.Silo.Security.ApiKeys;
using Durable.Silo.Security.Tokens;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Durable.Silo.Security;

/// <summary>Who calls, and what the caller may do.</summary>
internal static class AccessControl
{
    private const string Bearer = "Bearer";
    private const string ApiKeys = "ApiKey";
    private const string Tokens = "Token";
    private const string Open = "Open";
    private const string Closed = "Closed";

    /// <summary>Registers authentication as the command line says, and the policies.</summary>
    /// <exception cref="AccessConfigurationException">A file of keys cannot be used.</exception>
    public static void AddAccessControl(this IServiceCollection services, AccessServerOptions access)
    {
        // Not AddAuthentication: it brings data protection along, which makes a key, writes it to the disk and warns of that. It is for cookies,
        // and only the console has some: ConsoleProtection.
        services.AddAuthenticationCore(schemes => schemes.DefaultScheme = access switch
        {
            { ApiKeysPath: not null, Tokens: not null } => Bearer,
            { ApiKeysPath: not null } => ApiKeys,
            { Tokens: not null } => Tokens,
            { Oidc: not null } => Closed,
            _ => Open,
        });
        services.AddWebEncoders();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<IAuthenticationConfigurationProvider, NoAuthenticationConfiguration>();
        var authentication = new AuthenticationBuilder(services);
        if (access.ApiKeysPath is { } path)
        {
            var keys = ApiKeyRing.Read(path);
            services.AddSingleton(keys);
            services.AddSingleton<TrustedFile<ApiKeyRing>>();
            authentication.AddScheme<AuthenticationSchemeOptions, ApiKeyHandler>(ApiKeys, configureOptions: null);
        }

        if (access.Tokens is { } tokens)
        {
            if (tokens.KeyPath is { } keyPath)
            {
                services.AddSingleton(TokenKeys.Read(keyPath));
                services.AddSingleton<TrustedFile<TokenKeys>>();
            }

            authentication.AddJwtBearer(Tokens, static _ => { });
            services.AddOptions<JwtBearerOptions>(Tokens)
                .Configure<IServiceProvider>((jwt, provider) => TokenValidation.Configure(jwt, tokens, provider.GetService<TrustedFile<TokenKeys>>()));
        }

        authentication.AddPolicyScheme(
            Bearer,
            displayName: null,
            static scheme => scheme.ForwardDefaultSelector = static context => ApiKey.IsIn(context.Request.Headers) ? ApiKeys : Tokens);
        authentication.AddScheme<AuthenticationSchemeOptions, OpenAccessHandler>(Open, configureOptions: null);
        authentication.AddScheme<AuthenticationSchemeOptions, ClosedAccessHandler>(Closed, configureOptions: null);

        // Also for paths that lead nowhere: who is not known is not told what there is.
        services.AddAuthorization(static authorization => authorization.FallbackPolicy = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
    }
}
