using System.Net;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Durable.WebConsole.Tests.Testing;

/// <summary>An application as a user would write it, with the console in it. It believes what a caller says of its roles.</summary>
internal sealed class ConsoleHost : IAsyncDisposable
{
    public const string Marker = "hunter2-marker";
    public const string Markup = "<script>document.title='taken'</script>";

    private const string Roles = "X-Test-Roles";

    private readonly WebApplication _app;

    private ConsoleHost(WebApplication app)
    {
        _app = app;
        Http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false, AutomaticDecompression = DecompressionMethods.None }) { BaseAddress = Address };
    }

    public Uri Address => new(_app.Urls.Single());

    public HttpClient Http { get; }

    public IDurableClient Client => _app.Services.GetRequiredService<IDurableClient>();

    public static async Task<ConsoleHost> StartAsync(Action<DurableConsoleOptions>? configure = null, Action<WebApplication>? map = null, Action<IServiceCollection>? add = null, string? database = null, int port = 0)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseSetting("urls", $"http://127.0.0.1:{port}");
        builder.Services.AddDurableExecutions(durable => TestFunctions.AddTo(database is null ? durable.UseInMemoryStore() : durable.UseSqlite(database)));
        builder.Services.AddDurableConsole(configure);
        builder.Services.AddAuthentication(Roles).AddScheme<AuthenticationSchemeOptions, CallerHandler>(Roles, null);
        builder.Services.AddAuthorization(static authorization =>
        {
            foreach (var role in (string[])["read", "operate", "callback", "payloads"])
            {
                authorization.AddPolicy(role, policy => policy.RequireRole(role));
            }
        });
        add?.Invoke(builder.Services);
        var app = builder.Build();
        app.UseAuthentication();
        app.UseAuthorization();
        (map ?? (static own => own.MapDurableConsole()))(app);
        await app.StartAsync();
        return new ConsoleHost(app);
    }

    /// <summary>A host whose callers need a role for each right.</summary>
    public static Task<ConsoleHost> StartGuardedAsync() => StartAsync(static console =>
        (console.ReadPolicy, console.OperatePolicy, console.CallbackPolicy, console.PayloadPolicy) = ("read", "operate", "callback", "payloads"));

    public async Task<HttpResponseMessage> GetAsync(string path, string? roles = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Accept", "text/html");
        return await SendAsync(request, roles, headers);
    }

    public async Task<HttpResponseMessage> PostAsync(string path, string? roles, Dictionary<string, string> form, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(form) };
        return await SendAsync(request, roles, headers.Length > 0 ? headers : [("Sec-Fetch-Site", "same-origin")]);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, string? roles, (string Name, string Value)[] headers)
    {
        if (roles is not null)
        {
            request.Headers.Add(Roles, roles);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await Http.SendAsync(request);
    }

    private sealed class CallerHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync()
        {
            if (Request.Headers[Roles] is not [{ } roles])
            {
                return Task.FromResult(AuthenticateResult.NoResult());
            }

            var claims = roles.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(static role => new Claim(ClaimTypes.Role, role)).Append(new Claim(ClaimTypes.Name, "Ada"));
            return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(new ClaimsIdentity(claims, Roles)), Roles)));
        }
    }
}
