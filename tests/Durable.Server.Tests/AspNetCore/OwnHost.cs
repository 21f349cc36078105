using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Durable.Server.Tests.AspNetCore;

/// <summary>An application as a user would write it, which serves durable executions beside endpoints of its own.</summary>
internal sealed class OwnHost : IAsyncDisposable
{
    public const string Function = "greet";
    public const string Scheme = "Test";

    /// <summary>A function whose result is a text of as many characters as its input says.</summary>
    public const string LargeFunction = "large";

    private readonly WebApplication _app;

    private OwnHost(WebApplication app)
    {
        _app = app;
        Http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
    }

    public HttpClient Http { get; }

    public static async Task<OwnHost> StartAsync(
        Action<DurableHttpApiOptions>? configure = null, Action<WebApplication>? map = null, Action<IServiceCollection>? add = null,
        string? defaultScheme = Scheme)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseSetting("urls", "http://127.0.0.1:0");
        builder.Services.AddDurableExecutions(static durable => durable
            .UseInMemoryStore()
            .AddFunction<string, string>(Function, static (name, context) => context.StepAsync((_, _) => Task.FromResult($"Hello, {name}!"), "greet"))
            .AddFunction<int, string>(LargeFunction, static (length, _) => Task.FromResult(new string('x', length))));
        builder.Services.AddDurableHttpApi(configure);
        builder.Services.AddHealthChecks().AddDurable();
        builder.Services.AddAuthentication(options => options.DefaultScheme = defaultScheme).AddScheme<AuthenticationSchemeOptions, CallerHandler>(Scheme, null);
        add?.Invoke(builder.Services);

        var app = builder.Build();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapGet("/own", static () => "own");
        app.MapGet("/guarded", static () => "guarded").RequireAuthorization(static policy => policy.AddAuthenticationSchemes(Scheme).RequireAuthenticatedUser());
        app.MapHealthChecks("/healthz");
        (map ?? (static own => own.MapDurableExecutions()))(app);
        await app.StartAsync();
        return new OwnHost(app);
    }

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? roles = null, string? body = null, string? name = null)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Content = body is null ? null : new StringContent(body);
        if (roles is not null)
        {
            request.Headers.Add("X-Test-Roles", roles);
        }

        if (name is not null)
        {
            request.Headers.Add("X-Test-Name", name);
        }

        return await Http.SendAsync(request);
    }

    public Task<HttpResponseMessage> InvokeAsync(string? roles = null, string prefix = "") =>
        SendAsync(HttpMethod.Post, $"{prefix}/2015-03-31/functions/{Function}/invocations", roles, "\"Ada\"");

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
    }

    /// <summary>Believes what a caller says of itself.</summary>
    private sealed class CallerHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync()
        {
            if (Request.Headers["X-Test-Roles"] is not [{ } roles])
            {
                return Task.FromResult(AuthenticateResult.NoResult());
            }

            var claims = roles.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(static role => new Claim(ClaimTypes.Role, role));
            claims = Request.Headers["X-Test-Name"] is [{ } name] ? claims.Append(new Claim(ClaimTypes.Name, name)) : claims;
            var caller = new ClaimsPrincipal(new ClaimsIdentity(claims, OwnHost.Scheme));
            return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(caller, OwnHost.Scheme)));
        }
    }
}
