using Durable.Silo.Hosting;
using Durable.Testing;
using Durable.WebConsole.Tests.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;

namespace Durable.WebConsole.Tests.Browser;

/// <summary>A sign-in at a provider of another site, with what a real browser makes of cookies and policies.</summary>
public sealed class ProviderTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    [ChromiumFact]
    public async Task A_browser_signs_in_at_another_site_and_out_again()
    {
        FullRun.Require();
        await using var provider = await FakeProvider.StartAsync();
        provider.Asks = true;
        await using var server = DurableServer.Build(new ServerOptions
        {
            Host = HostKind.Embedded,
            Store = StoreKind.Memory,
            Port = 0,
            LogLevel = LogLevel.None,
            Access = new AccessServerOptions { Oidc = new OidcServerOptions { Authority = provider.Authority, ClientId = FakeProvider.ClientId } },
        });
        await server.StartAsync();
        await using var visit = await browser.OpenAsync();
        var page = visit.Page;

        await page.GotoAsync($"{server.Urls.Single()}/console/executions?status=Failed");
        await page.GetByRole(AriaRole.Link, new() { Name = "Sign in with localhost" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Continue as Ada" }).ClickAsync();

        await page.Locator(".caller:text-is('ada')").WaitForAsync();
        Assert.EndsWith("/console/executions?status=Failed", page.Url, StringComparison.Ordinal);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await page.GetByText("You are signed out of this console.").WaitForAsync();
        await page.GotoAsync($"{server.Urls.Single()}/console/executions");
        await page.GetByRole(AriaRole.Link, new() { Name = "Sign in with localhost" }).WaitForAsync();
        Assert.Empty(visit.Complaints);
    }
}
