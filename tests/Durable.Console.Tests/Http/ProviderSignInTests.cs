using System.Net;
using System.Security.Cryptography;
using Durable.Server.Tests.Security;
using Durable.Silo.Hosting;
using Durable.Silo.Security;
using Durable.Silo.WebConsole;
using Durable.Testing;
using Durable.WebConsole.Tests.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;

namespace Durable.WebConsole.Tests.Http;

/// <summary>Signing in to the server's console at an OpenID Connect provider.</summary>
public sealed class ProviderSignInTests : IAsyncLifetime
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("durable-oidc-");
    private readonly ManualTimeProvider _clock = new();
    private FakeProvider _provider = null!;
    private WebApplication _app = null!;

    [Fact]
    public async Task Who_signs_in_at_the_provider_comes_back_to_the_page()
    {
        using var visitor = new Visitor();
        using var refused = await visitor.GetAsync(At(_app, "/console/executions?status=Failed"));
        var signIn = await ReadAsync(visitor, At(_app, refused.Headers.Location!.ToString()));
        using var begun = await visitor.GetAsync(At(_app, "/console/sign-in/provider?from=%2Fconsole%2Fexecutions%3Fstatus%3DFailed"));
        using var agreed = await visitor.GetAsync(begun.Headers.Location!);
        using var back = await visitor.GetAsync(agreed.Headers.Location!);

        Assert.Contains("href=\"/console/sign-in/provider?from=%2Fconsole%2Fexecutions%3Fstatus%3DFailed\"", signIn, StringComparison.Ordinal);
        Assert.Contains("Sign in with localhost", signIn, StringComparison.Ordinal);
        Assert.DoesNotContain("API key <input", signIn, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.OK, "0;url=/console/executions?status=Failed"), (back.StatusCode, back.Headers.GetValues("Refresh").Single()));
        Assert.Equal(1, _provider.Redeemed);
        Assert.Contains("ada", await ReadAsync(visitor, At(_app, "/console/executions?status=Failed")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_session_is_a_strict_cookie_and_the_way_there_lax_ones()
    {
        using var visitor = new Visitor();
        using var begun = await visitor.GetAsync(At(_app, "/console/sign-in/provider"));
        using var agreed = await visitor.GetAsync(begun.Headers.Location!);
        using var back = await visitor.GetAsync(agreed.Headers.Location!);

        var ways = begun.Headers.GetValues("Set-Cookie").ToList();
        Assert.Equal(2, ways.Count);
        Assert.All(ways, static cookie => Assert.EndsWith("; path=/console/sign-in/callback; secure; samesite=lax; httponly", cookie, StringComparison.Ordinal));
        var session = back.Headers.GetValues("Set-Cookie").Single(static cookie => cookie.StartsWith("durable-console=", StringComparison.Ordinal));
        Assert.EndsWith("; max-age=28800; path=/console; secure; samesite=strict; httponly", session, StringComparison.Ordinal);
        Assert.Equal("durable-console", Assert.Single(visitor.Cookies.Keys));
    }

    [Fact]
    public async Task The_session_opens_the_console_and_nothing_else()
    {
        using var visitor = new Visitor();
        await SignInAsync(visitor, _app);

        using var api = await visitor.GetAsync(At(_app, "/2025-12-01/durable-executions"));

        Assert.Equal(HttpStatusCode.Unauthorized, api.StatusCode);
    }

    [Fact]
    public async Task A_code_of_somebody_else_is_not_redeemed()
    {
        using var visitor = new Visitor();
        using var other = new Visitor();
        var stolen = await AgreeAsync(other, _app);
        var own = await AgreeAsync(visitor, _app);
        var code = Query(stolen, "code");

        using var back = await visitor.GetAsync(new Uri(own.AbsoluteUri.Replace(Query(own, "code"), code, StringComparison.Ordinal)));

        await AssertRefusedAsync(back, visitor, HttpStatusCode.Unauthorized, "did not succeed");
        Assert.Equal(0, _provider.Redeemed);
    }

    [Theory]
    [InlineData("?code=1&state=forged")]
    [InlineData("?code=1")]
    [InlineData("")]
    [InlineData("?error=server_error&state=forged")]
    public async Task A_forged_state_is_refused(string query)
    {
        using var visitor = new Visitor();
        using var begun = await visitor.GetAsync(At(_app, "/console/sign-in/provider"));

        using var back = await visitor.GetAsync(At(_app, $"/console/sign-in/callback{query}"));

        await AssertRefusedAsync(back, visitor, HttpStatusCode.Unauthorized, "did not succeed");
    }

    [Fact]
    public async Task A_sign_in_that_another_browser_began_is_refused()
    {
        using var visitor = new Visitor();
        using var other = new Visitor();
        var back = await AgreeAsync(visitor, _app);

        using var answer = await other.GetAsync(back);

        await AssertRefusedAsync(answer, other, HttpStatusCode.Unauthorized, "in another browser");
        Assert.Equal(0, _provider.Redeemed);
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("//evil.example/console")]
    [InlineData("/console\\evil")]
    [InlineData("/consoles")]
    [InlineData("/console/ü")]
    [InlineData("/console/\r\nX: y")]
    public async Task A_sign_in_leads_nowhere_else(string from)
    {
        using var visitor = new Visitor();

        using var back = await visitor.GetAsync(await AgreeAsync(visitor, _app, from));

        Assert.Equal("0;url=/console", back.Headers.GetValues("Refresh").Single());
    }

    [Fact]
    public async Task Who_has_no_role_is_told_so()
    {
        _provider.Claims["roles"] = new[] { "accounting", "Admin" };
        using var visitor = new Visitor();

        using var back = await visitor.GetAsync(await AgreeAsync(visitor, _app));
        using var page = await visitor.GetAsync(At(_app, "/console"));

        Assert.Equal((HttpStatusCode.Forbidden, false), (back.StatusCode, back.Headers.Contains("Refresh")));
        var text = await back.Content.ReadAsStringAsync();
        Assert.Contains("gives you no role here", text, StringComparison.Ordinal);
        Assert.Contains(string.Join(", ", DurableHttpRoles.All), text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, page.StatusCode);
        Assert.Contains("You are signed in, but may not do this", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_role_gives_its_rights_and_no_others()
    {
        using var viewer = new Visitor();
        await SignInAsync(viewer, _app);
        _provider.Claims["roles"] = "operator";
        using var operating = new Visitor();
        await SignInAsync(operating, _app);

        Assert.DoesNotContain("Start the execution", await ReadAsync(viewer, At(_app, "/console/functions/hello")), StringComparison.Ordinal);
        Assert.Contains("Start the execution", await ReadAsync(operating, At(_app, "/console/functions/hello")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sign_in_lasts_eight_hours()
    {
        using var visitor = new Visitor();
        await SignInAsync(visitor, _app);

        _clock.Advance(ConsoleCookie.Lifetime - TimeSpan.FromSeconds(1));
        using var before = await visitor.GetAsync(At(_app, "/console"));
        _clock.Advance(TimeSpan.FromSeconds(1));
        using var after = await visitor.GetAsync(At(_app, "/console"));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.SeeOther), (before.StatusCode, after.StatusCode));
    }

    [Fact]
    public async Task A_sign_in_comes_back_to_another_silo()
    {
        await using var one = await StartAsync(Options());
        await using var other = await StartAsync(Options());
        using var visitor = new Visitor();

        using var back = await visitor.GetAsync(At(other, (await AgreeAsync(visitor, one)).PathAndQuery));

        Assert.Equal(HttpStatusCode.OK, back.StatusCode);
        await ReadAsync(visitor, At(one, "/console"));
        await ReadAsync(visitor, At(other, "/console"));
    }

    [Fact]
    public async Task A_sign_in_by_rules_of_before_has_ended()
    {
        await using var before = await StartAsync(Options());
        await using var after = await StartAsync(Options() with { RoleClaim = "groups" });
        await using var otherClient = await StartAsync(Options() with { ClientId = "other" });
        using var visitor = new Visitor();
        await SignInAsync(visitor, before);

        foreach (var server in (WebApplication[])[after, otherClient])
        {
            using var page = await visitor.GetAsync(At(server, "/console"));
            Assert.Equal(HttpStatusCode.SeeOther, page.StatusCode);
        }

        await ReadAsync(visitor, At(before, "/console"));
    }

    [Theory]
    [InlineData("provider.")]
    [InlineData("provider.AAAA")]
    [InlineData("provider.%%%")]
    public async Task A_forged_ticket_is_nobodys(string ticket)
    {
        using var visitor = new Visitor();
        visitor.Cookies["durable-console"] = ticket;

        using var page = await visitor.GetAsync(At(_app, "/console"));

        Assert.Equal(HttpStatusCode.SeeOther, page.StatusCode);
    }

    [Fact]
    public async Task A_provider_that_is_away_can_be_tried_again()
    {
        using var visitor = new Visitor();
        _provider.IsAway = true;

        using var answer = await visitor.GetAsync(At(_app, "/console/sign-in/provider?from=/console/cluster"));
        await AssertRefusedAsync(answer, visitor, HttpStatusCode.ServiceUnavailable, "cannot be reached");
        Assert.Contains("href=\"/console/sign-in/provider?from=%2Fconsole%2Fcluster\"", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.NotNull(answer.Headers.RetryAfter);

        _provider.IsAway = false;
        await SignInAsync(visitor, _app);
    }

    [Fact]
    public async Task A_provider_that_goes_away_on_the_way_back_is_named()
    {
        using var visitor = new Visitor();
        var agreed = await AgreeAsync(visitor, _app);
        _provider.IsAway = true;

        using var back = await visitor.GetAsync(agreed);

        await AssertRefusedAsync(back, visitor, HttpStatusCode.ServiceUnavailable, "cannot be reached");
    }

    [Fact]
    public async Task Who_is_not_let_in_by_the_provider_is_told_so()
    {
        using var visitor = new Visitor();
        _provider.Denies = true;

        using var back = await visitor.GetAsync(await AgreeAsync(visitor, _app));

        await AssertRefusedAsync(back, visitor, HttpStatusCode.Forbidden, "has not let you in");
    }

    public static TheoryData<string> Spoilers => ["key", "secret", "issuer", "audience", "time", "nonce", "unsigned"];

    [Theory]
    [MemberData(nameof(Spoilers))]
    public async Task A_bad_token_signs_nobody_in(string spoiler)
    {
        using var visitor = new Visitor();
        _provider.Spoil = token => SpoilBy(spoiler, token);

        using var back = await visitor.GetAsync(await AgreeAsync(visitor, _app));

        await AssertRefusedAsync(back, visitor, HttpStatusCode.Unauthorized, "did not succeed");
        Assert.Equal(1, _provider.Redeemed);
    }

    [Theory]
    [InlineData("right", HttpStatusCode.OK)]
    [InlineData("wrong", HttpStatusCode.Unauthorized)]
    public async Task A_server_with_a_secret_proves_itself(string secret, HttpStatusCode status)
    {
        _provider.Secret = "right";
        var path = Path.Combine(_directory.FullName, "secret");
        await File.WriteAllTextAsync(path, secret + "\n");
        await using var server = await StartAsync(Options() with { ClientSecretPath = path });
        using var visitor = new Visitor();

        using var back = await visitor.GetAsync(await AgreeAsync(visitor, server));

        Assert.Equal(status, back.StatusCode);
        Assert.DoesNotContain("right", await back.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "Could not find file")]
    [InlineData("", "it has to hold the secret in one line")]
    [InlineData("one\ntwo", "it has to hold the secret in one line")]
    public async Task A_file_without_a_secret_is_refused_at_the_start(string? content, string problem)
    {
        var path = Path.Combine(_directory.FullName, "none");
        if (content is not null)
        {
            await File.WriteAllTextAsync(path, content);
        }

        var refused = Assert.Throws<AccessConfigurationException>(() => Build(Options() with { ClientSecretPath = path }));

        Assert.Contains($"--oidc-client-secret-file {path} cannot be used: ", refused.Message, StringComparison.Ordinal);
        Assert.Contains(problem, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sign_out_ends_the_session_and_leads_on_to_the_providers()
    {
        using var visitor = new Visitor();
        await SignInAsync(visitor, _app);

        using var gone = await visitor.PostAsync(At(_app, "/console/sign-out"), []);
        var page = await ReadAsync(visitor, At(_app, gone.Headers.Location!.ToString()));
        using var console = await visitor.GetAsync(At(_app, "/console"));

        Assert.Empty(visitor.Cookies);
        Assert.Contains("You are signed out of this console.", page, StringComparison.Ordinal);
        Assert.Contains($"href=\"{_provider.Authority}/sign-out?client_id={FakeProvider.ClientId}\"", page, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, console.StatusCode);
    }

    [Fact]
    public async Task What_a_sign_in_is_made_of_is_logged_at_no_level()
    {
        _provider.Secret = "hunter2-secret";
        var path = Path.Combine(_directory.FullName, "secret");
        await File.WriteAllTextAsync(path, _provider.Secret);
        using var log = new LogCapture();
        await using var server = await StartAsync(Options() with { ClientSecretPath = path }, log: log);
        using var visitor = new Visitor();
        var agreed = await AgreeAsync(visitor, server);
        using var back = await visitor.GetAsync(agreed);
        using var again = await visitor.GetAsync(agreed);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized), (back.StatusCode, again.StatusCode));
        Assert.Contains(log.Entries, static entry => entry.Contains("did not succeed", StringComparison.Ordinal));
        string[] secrets = [_provider.Secret, Query(agreed, "code"), Query(agreed, "state"), visitor.Cookies["durable-console"], _provider.LastToken!];
        Assert.All(secrets, secret => Assert.DoesNotContain(log.Entries, entry => entry.Contains(secret, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Behind_a_proxy_that_encrypts_the_way_back_is_https()
    {
        await using var server = await StartAsync(Options(), insecureHttp: true);
        using var visitor = new Visitor();

        using var begun = await visitor.GetAsync(At(server, "/console/sign-in/provider"));

        Assert.Equal($"https://127.0.0.1:{At(server, "/").Port}/console/sign-in/callback", Query(begun.Headers.Location!, "redirect_uri"));
    }

    public async Task InitializeAsync()
    {
        _provider = await FakeProvider.StartAsync();
        _app = await StartAsync(Options(), hasKeys: false);
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        await _provider.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    private static Uri At(WebApplication server, string path) => new(new Uri(server.Urls.Single()), path);

    private static string Query(Uri address, string name) => Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(address.Query)[name].ToString();

    private static async Task<string> ReadAsync(Visitor visitor, Uri address)
    {
        using var answer = await visitor.GetAsync(address);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }

    private static async Task AssertRefusedAsync(HttpResponseMessage answer, Visitor visitor, HttpStatusCode status, string text)
    {
        Assert.Equal(status, answer.StatusCode);
        var page = await answer.Content.ReadAsStringAsync();
        Assert.Contains(text, page, StringComparison.Ordinal);
        Assert.Contains("Sign in with localhost", page, StringComparison.Ordinal);
        Assert.DoesNotContain("durable-console", visitor.Cookies.Keys);
    }

    // The address with which the provider leads back.
    private static async Task<Uri> AgreeAsync(Visitor visitor, WebApplication server, string from = "/console")
    {
        using var begun = await visitor.GetAsync(At(server, $"/console/sign-in/provider?from={Uri.EscapeDataString(from)}"));
        Assert.Equal(HttpStatusCode.Redirect, begun.StatusCode);
        using var agreed = await visitor.GetAsync(begun.Headers.Location!);
        Assert.Equal(HttpStatusCode.Redirect, agreed.StatusCode);
        return agreed.Headers.Location!;
    }

    private static async Task SignInAsync(Visitor visitor, WebApplication server)
    {
        using var back = await visitor.GetAsync(await AgreeAsync(visitor, server));
        Assert.Equal(HttpStatusCode.OK, back.StatusCode);
    }

    private static void SpoilBy(string spoiler, SecurityTokenDescriptor token)
    {
        switch (spoiler)
        {
            case "key":
                token.SigningCredentials = new SigningCredentials(new RsaSecurityKey(RSA.Create(2048)) { KeyId = "1" }, SecurityAlgorithms.RsaSha256);
                break;

            case "secret":
                token.SigningCredentials = new SigningCredentials(new SymmetricSecurityKey(RandomNumberGenerator.GetBytes(32)), SecurityAlgorithms.HmacSha256);
                break;

            case "issuer":
                token.Issuer = "https://other.example";
                break;

            case "audience":
                token.Audience = "other";
                break;

            case "time":
                (token.NotBefore, token.Expires) = (DateTime.UtcNow.AddHours(-1), DateTime.UtcNow.AddMinutes(-2));
                break;

            case "nonce":
                token.Claims["nonce"] = "other";
                break;

            default:
                token.SigningCredentials = null;
                break;
        }
    }

    private OidcServerOptions Options() => new() { Authority = _provider.Authority, ClientId = FakeProvider.ClientId };

    private WebApplication Build(OidcServerOptions oidc, bool insecureHttp = false, bool hasKeys = true, LogCapture? log = null) => DurableServer.Build(
        new ServerOptions
        {
            Host = HostKind.Embedded,
            Store = StoreKind.Memory,
            Port = 0,
            LogLevel = log is null ? LogLevel.None : LogLevel.Trace,
            Access = new AccessServerOptions { Oidc = oidc, InsecureHttp = insecureHttp },
            ConsoleKeysPath = hasKeys ? Path.Combine(_directory.FullName, "shared") : null,
        },
        durable =>
        {
            durable.Services.AddSingleton<TimeProvider>(_clock);
            if (log is not null)
            {
                durable.Services.AddLogging(logging => logging.ClearProviders().AddProvider(log));
            }
        });

    private async Task<WebApplication> StartAsync(OidcServerOptions oidc, bool insecureHttp = false, bool hasKeys = true, LogCapture? log = null)
    {
        var server = Build(oidc, insecureHttp, hasKeys, log);
        await server.StartAsync();
        return server;
    }
}
