using Durable.Silo.Hosting;
using Durable.Silo.Security.Tokens;
using Durable.WebConsole.Endpoints;
using Durable.WebConsole.Pages;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Durable.Silo.WebConsole;

/// <summary>
/// Signs a browser in to the console at an OpenID Connect provider: authorization code with PKCE. All that a sign-in has to remember is in the browser,
/// protected, so that it may begin at one silo and come back to another.
/// </summary>
/// <param name="options">The provider.</param>
/// <param name="tickets">Are what a browser keeps.</param>
/// <param name="schemes">The settings of the protocol.</param>
/// <param name="loggers">Are told why a sign-in did not succeed: the browser is not, because what a provider says is for whoever runs the server.</param>
internal sealed partial class ProviderSignIn(OidcServerOptions options, ProviderTickets tickets, IOptionsMonitor<OpenIdConnectOptions> schemes, ILoggerFactory loggers)
{
    /// <summary>Where a browser begins. It is a link and no form: the policy of the pages forbids that a form ends at another site.</summary>
    public const string Path = $"{ConsoleSignIn.Path}/provider";

    private const string Scheme = "Provider";
    private const string CallbackPath = $"{ConsoleSignIn.Path}/callback";

    // A page waits for it.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly ILogger _logger = loggers.CreateLogger(LogCategory.Name);

    public string Host => options.Host;

    public static void Add(IServiceCollection services, OidcServerOptions options)
    {
        var secret = options.ClientSecretPath is { } path ? ClientSecret.Read(path) : null;
        services.AddSingleton(options);
        services.AddSingleton<ProviderTickets>();
        services.AddSingleton<ProviderSignIn>();
        new AuthenticationBuilder(services).AddOpenIdConnect(Scheme, oidc => Configure(oidc, options, secret));
    }

    /// <summary>Leads the browser to the provider.</summary>
    public async Task BeginAsync(HttpContext context)
    {
        var from = ReturnPath.Of(context.Request.Query["from"]);
        PageRenderer.Protect(context.Response.Headers);
        try
        {
            await context.ChallengeAsync(Scheme, new AuthenticationProperties { RedirectUri = from });
        }
        catch (Exception exception) when (IsAway(exception) && !context.RequestAborted.IsCancellationRequested)
        {
            LogAway(options.Authority, exception.GetBaseException().Message);
            await Page(context).WriteAwayAsync(context, from);
        }
    }

    /// <summary>Where somebody can end the session at the provider, too; null when it has no such page, or cannot be asked.</summary>
    public async Task<string?> FindSignOutAsync(CancellationToken cancellationToken)
    {
        try
        {
            var provider = await schemes.Get(Scheme).ConfigurationManager!.GetConfigurationAsync(cancellationToken);
            return Uri.TryCreate(provider.EndSessionEndpoint, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback))
                ? $"{uri.AbsoluteUri}{(uri.Query.Length == 0 ? '?' : '&')}client_id={Uri.EscapeDataString(options.ClientId)}"
                : null;
        }
        catch (Exception exception) when (IsAway(exception))
        {
            return null;
        }
    }

    private static void Configure(OpenIdConnectOptions oidc, OidcServerOptions options, string? secret)
    {
        oidc.Authority = options.Authority;
        oidc.RequireHttpsMetadata = new Uri(options.Authority).Scheme == Uri.UriSchemeHttps;
        oidc.ClientId = options.ClientId;
        oidc.ClientSecret = secret;
        oidc.ResponseType = OpenIdConnectResponseType.Code;

        // A redirect, with which a browser sends cookies that are lax. It would not with a form that the provider's page sends.
        oidc.ResponseMode = OpenIdConnectResponseMode.Query;
        (oidc.CorrelationCookie.SameSite, oidc.NonceCookie.SameSite) = (SameSiteMode.Lax, SameSiteMode.Lax);
        (oidc.CorrelationCookie.SecurePolicy, oidc.NonceCookie.SecurePolicy) = (CookieSecurePolicy.Always, CookieSecurePolicy.Always);
        oidc.UsePkce = true;
        oidc.Scope.Clear();
        foreach (var scope in options.Scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            oidc.Scope.Add(scope);
        }

        oidc.CallbackPath = CallbackPath;
        oidc.RemoteSignOutPath = PathString.Empty;
        oidc.SignedOutCallbackPath = PathString.Empty;
        oidc.MapInboundClaims = false;
        oidc.SaveTokens = false;
        oidc.DisableTelemetry = true;
        oidc.BackchannelTimeout = s_patience;
        TokenValidation.Restrict(oidc.TokenValidationParameters, options.RoleClaim);
        oidc.Events = new OpenIdConnectEvents
        {
            OnTokenValidated = RequireSignatureAsync,
            OnTicketReceived = static context => Own(context.HttpContext).WelcomeAsync(context),
            OnAccessDenied = static context => Own(context.HttpContext).RefuseAsync(context),
            OnRemoteFailure = static context => Own(context.HttpContext).FailAsync(context),
        };
    }

    // The protocol lets it be missing where the token comes from the provider itself, and the library with it. One without is taken from nobody here.
    private static Task RequireSignatureAsync(TokenValidatedContext context)
    {
        if (string.IsNullOrEmpty(context.SecurityToken.RawSignature) || context.SecurityToken.Header.ContainsKey("crit"))
        {
            context.Fail("The ID token is not signed, or has an extension that is critical and not understood.");
        }

        return Task.CompletedTask;
    }

    private static ProviderSignIn Own(HttpContext context) => context.RequestServices.GetRequiredService<ProviderSignIn>();

    // The page loads the next one itself: a request that the provider's redirect causes has no cookie that is strict.
    private Task WelcomeAsync(TicketReceivedContext received)
    {
        received.HandleResponse();
        var context = received.HttpContext;
        var user = received.Principal!;
        var from = ReturnPath.Of(received.ReturnUri);
        ConsoleCookie.Write(context, tickets.Issue(user));
        var hasRole = tickets.RolesOf(user).Length > 0;
        if (hasRole)
        {
            context.Response.Headers["Refresh"] = $"0;url={from}";
        }

        return SignInPages.WriteAsync<SignedInPage>(context, hasRole ? StatusCodes.Status200OK : StatusCodes.Status403Forbidden, notice: null, new(StringComparer.Ordinal)
        {
            [nameof(SignedInPage.Name)] = ProviderTickets.NameOf(user),
            [nameof(SignedInPage.Provider)] = Host,
            [nameof(SignedInPage.RoleClaim)] = hasRole ? null : options.RoleClaim,
            [nameof(SignedInPage.Roles)] = string.Join(", ", DurableHttpRoles.All),
            [nameof(SignedInPage.From)] = from,
        });
    }

    private Task RefuseAsync(AccessDeniedContext denied)
    {
        denied.HandleResponse();
        return Page(denied.HttpContext).WriteAsync(
            denied.HttpContext, StatusCodes.Status403Forbidden, ReturnPath.Of(denied.ReturnUrl), $"{Host} has not let you in, or you have cancelled the sign-in there.");
    }

    private Task FailAsync(RemoteFailureContext failed)
    {
        failed.HandleResponse();
        var context = failed.HttpContext;
        var isAway = failed.Failure is { } failure && IsAway(failure) && failure is not OpenIdConnectProtocolException;
        LogFailed(options.Authority, failed.Failure?.GetBaseException().Message ?? "The provider has not said why");
        return isAway
            ? Page(context).WriteAwayAsync(context, ReturnPath.Of(failed.Properties?.RedirectUri))
            : Page(context).WriteAsync(
                context,
                StatusCodes.Status401Unauthorized,
                ReturnPath.Of(failed.Properties?.RedirectUri),
                $"The sign-in at {Host} did not succeed: it was begun too long ago, in another browser, or the provider and this server do not agree. Try again; the server's log says more.");
    }

    private static ConsoleSignIn Page(HttpContext context) => context.RequestServices.GetRequiredService<ConsoleSignIn>();

    // What the libraries throw when a provider does not answer, or answers with something that is none of the protocol.
    private static bool IsAway(Exception exception) =>
        exception is InvalidOperationException or HttpRequestException or OpenIdConnectProtocolException or OperationCanceledException;

    [LoggerMessage(EventIds.ProviderAway, LogLevel.Warning, "The provider {Authority} cannot be asked, so that nobody signs in to the console there. {Reason}")]
    private partial void LogAway(string authority, string reason);

    [LoggerMessage(EventIds.ProviderSignInFailed, LogLevel.Warning, "A sign-in to the console at {Authority} did not succeed. {Reason}")]
    private partial void LogFailed(string authority, string reason);
}
