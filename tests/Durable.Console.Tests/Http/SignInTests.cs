using System.Net;
using System.Text.Json;
using Durable.Silo.Hosting;
using Durable.Silo.Security.ApiKeys;
using Durable.Silo.WebConsole;
using Durable.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Durable.WebConsole.Tests.Http;

/// <summary>Signing in to the server's console with an API key.</summary>
public sealed class SignInTests : IAsyncLifetime, IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("durable-console-");
    private readonly ManualTimeProvider _clock = new();
    private readonly Dictionary<string, (string Key, string[] Roles)> _keys = [];
    private readonly HttpClient _http = new(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false });
    private WebApplication _app = null!;

    [Fact]
    public async Task A_browser_that_is_not_known_is_led_to_the_sign_in_and_back()
    {
        using var page = await GetAsync("/console/executions?status=Failed");
        using var form = await GetAsync(page.Headers.Location!.ToString());
        using var answer = await SignInAsync("viewer", "/console/executions?status=Failed");

        Assert.Equal("/console/sign-in?from=%2Fconsole%2Fexecutions%3Fstatus%3DFailed", page.Headers.Location.ToString());
        Assert.Contains("/console/executions?status=Failed", await form.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.SeeOther, "/console/executions?status=Failed"), (answer.StatusCode, answer.Headers.Location?.ToString()));
    }

    [Fact]
    public async Task The_cookie_holds_no_key_and_is_for_the_console_alone()
    {
        using var answer = await SignInAsync("admin");
        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"));

        Assert.EndsWith("; max-age=28800; path=/console; secure; samesite=strict; httponly", cookie, StringComparison.Ordinal);
        Assert.DoesNotContain(_keys["admin"].Key, cookie, StringComparison.Ordinal);

        using var api = await GetAsync("/2025-12-01/durable-executions", Ticket(answer));
        Assert.Equal(HttpStatusCode.Unauthorized, api.StatusCode);
    }

    [Fact]
    public async Task Who_has_signed_in_has_the_roles_of_the_key_as_they_are_now()
    {
        using var answer = await SignInAsync("operator");
        var ticket = Ticket(answer);
        Assert.Contains("Start the execution", await ReadAsync("/console/functions/hello", ticket), StringComparison.Ordinal);

        _keys["operator"] = _keys["operator"] with { Roles = ["viewer"] };
        WriteKeys();
        Assert.DoesNotContain("Start the execution", await ReadAsync("/console/functions/hello", ticket), StringComparison.Ordinal);

        _keys.Remove("operator");
        WriteKeys();
        using var gone = await GetAsync("/console", ticket);
        Assert.Equal(HttpStatusCode.SeeOther, gone.StatusCode);
    }

    [Fact]
    public async Task A_sign_in_lasts_eight_hours()
    {
        using var answer = await SignInAsync("viewer");

        _clock.Advance(ConsoleCookie.Lifetime - TimeSpan.FromSeconds(1));
        using var before = await GetAsync("/console", Ticket(answer));
        _clock.Advance(TimeSpan.FromSeconds(1));
        using var after = await GetAsync("/console", Ticket(answer));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.SeeOther), (before.StatusCode, after.StatusCode));
    }

    [Theory]
    [InlineData("durable_wrong")]
    [InlineData("")]
    public async Task A_wrong_key_is_refused(string key)
    {
        using var answer = await PostAsync("/console/sign-in", new() { ["key"] = key });

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.False(answer.Headers.Contains("Set-Cookie"));
        Assert.Contains("not known here", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("//evil.example/console")]
    [InlineData("/console\\evil")]
    [InlineData("/consoles")]
    public async Task A_sign_in_leads_nowhere_else(string from)
    {
        using var answer = await SignInAsync("viewer", from);

        Assert.Equal("/console", answer.Headers.Location?.ToString());
    }

    [Theory]
    [InlineData("AAAA")]
    [InlineData("%%%")]
    [InlineData("durable_key")]
    public async Task A_forged_ticket_is_nobodys(string ticket)
    {
        using var answer = await GetAsync("/console", ticket);

        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
    }

    [Fact]
    public async Task A_sign_out_takes_the_cookie_away()
    {
        using var answer = await PostAsync("/console/sign-out", []);

        Assert.Contains("expires=Thu, 01 Jan 1970", Assert.Single(answer.Headers.GetValues("Set-Cookie")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_of_another_site_signs_nobody_in()
    {
        using var answer = await PostAsync("/console/sign-in", new() { ["key"] = _keys["viewer"].Key }, site: "cross-site");

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task A_browser_at_the_root_is_led_to_the_console_and_a_program_is_not()
    {
        using var browser = await GetAsync("/");
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_http.BaseAddress!, "/"));
        using var program = await _http.SendAsync(request);

        Assert.Equal("/console", browser.Headers.Location?.ToString());
        Assert.Equal(HttpStatusCode.Unauthorized, program.StatusCode);
    }

    [Fact]
    public async Task Silos_that_share_a_directory_know_each_others_tickets()
    {
        var keys = Path.Combine(_directory.FullName, "shared");
        await using var one = Build(keys);
        await using var other = Build(keys);

        var ticket = one.Services.GetRequiredService<ConsoleTickets>().Issue(_keys["viewer"].Key)!;

        Assert.Equal("viewer", other.Services.GetRequiredService<ConsoleTickets>().Read(ticket)?.Name);
        Assert.Null(_app.Services.GetRequiredService<ConsoleTickets>().Read(ticket));
    }

    public async Task InitializeAsync()
    {
        foreach (var role in (string[])["viewer", "operator", "admin"])
        {
            _keys[role] = (ApiKey.Create(), [role]);
        }

        WriteKeys();
        _app = Build(consoleKeys: null);
        await _app.StartAsync();
        _http.BaseAddress = new Uri(_app.Urls.Single());
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    public void Dispose() => _http.Dispose();

    private static string Ticket(HttpResponseMessage answer) => Assert.Single(answer.Headers.GetValues("Set-Cookie")).Split('=', ';')[1];

    private WebApplication Build(string? consoleKeys) => DurableServer.Build(
        new ServerOptions
        {
            Host = HostKind.Embedded,
            Store = StoreKind.Memory,
            Port = 0,
            LogLevel = LogLevel.None,
            Access = new AccessServerOptions { ApiKeysPath = KeysPath },
            ConsoleKeysPath = consoleKeys,
        },
        durable => durable.Services.AddSingleton<TimeProvider>(_clock));

    private string KeysPath => Path.Combine(_directory.FullName, "keys.json");

    // The file is looked at again after a second.
    private void WriteKeys()
    {
        File.WriteAllText(KeysPath, JsonSerializer.Serialize(new
        {
            keys = _keys.Select(static key => new { name = key.Key, sha256 = Convert.ToHexStringLower(ApiKey.Hash(key.Value.Key)), roles = key.Value.Roles }),
        }));
        _clock.Advance(TimeSpan.FromSeconds(2));
    }

    private Task<HttpResponseMessage> SignInAsync(string name, string from = "") => PostAsync("/console/sign-in", new() { ["key"] = _keys[name].Key, ["from"] = from });

    private async Task<HttpResponseMessage> PostAsync(string path, Dictionary<string, string> form, string site = "same-origin")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(form) };
        request.Headers.Add("Sec-Fetch-Site", site);
        return await _http.SendAsync(request);
    }

    private async Task<HttpResponseMessage> GetAsync(string path, string? ticket = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Accept", "text/html");
        if (ticket is not null)
        {
            request.Headers.Add("Cookie", $"durable-console={ticket}");
        }

        return await _http.SendAsync(request);
    }

    private async Task<string> ReadAsync(string path, string ticket)
    {
        using var answer = await GetAsync(path, ticket);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }
}
