using Durable.Model;
using Durable.Testing;
using Durable.WebConsole.Tests.Testing;
using Microsoft.Playwright;

namespace Durable.WebConsole.Tests.Browser;

/// <summary>What is shown stays true while it is looked at.</summary>
public sealed class LiveTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    private static readonly ExecutionId s_id = new("approve", "live");

    [ChromiumFact]
    public async Task A_page_shows_the_end_of_an_execution_by_itself()
    {
        await using var host = await ConsoleHost.StartAsync();
        await using var visit = await browser.OpenAsync();
        var callbackId = await StartAsync(host);
        await visit.Page.GotoAsync($"{host.Address}console/executions/approve/live");
        await visit.Page.Locator("#live:text-is('Live')").WaitForAsync();
        Assert.Contains("approval", await visit.Page.Locator(".waiting-for").TextContentAsync(), StringComparison.Ordinal);
        await visit.Page.Locator(".tl-mark.outside >> visible=true").First.WaitForAsync();

        await host.Client.SendCallbackSuccessAsync(callbackId, "yes");

        await visit.Page.Locator(".title .status.succeeded").WaitForAsync();
        await visit.Page.Locator(".tl-row .tl-mark.succeeded").First.WaitForAsync();
        Assert.Equal(0, await visit.Page.Locator(".waiting-for").CountAsync());
        Assert.Empty(visit.Complaints);
    }

    [ChromiumFact]
    public async Task A_page_says_that_the_server_is_gone_and_then_shows_what_is()
    {
        var directory = Directory.CreateTempSubdirectory("durable-live-");
        try
        {
            var database = Path.Combine(directory.FullName, "live.db");
            await using var visit = await browser.OpenAsync();
            int port;
            string callbackId;
            await using (var first = await ConsoleHost.StartAsync(database: database))
            {
                port = first.Address.Port;
                callbackId = await StartAsync(first);
                await visit.Page.GotoAsync($"{first.Address}console/executions/approve/live");
                await visit.Page.Locator("#live:text-is('Live')").WaitForAsync();
            }

            await visit.Page.Locator("#connection >> visible=true").WaitForAsync();
            Assert.Contains("cannot be reached", await visit.Page.Locator("#connection").TextContentAsync(), StringComparison.Ordinal);

            await using var second = await ConsoleHost.StartAsync(database: database, port: port);
            await second.Client.SendCallbackSuccessAsync(callbackId, "yes");
            await visit.Page.Locator(".title .status.succeeded").WaitForAsync();
            await visit.Page.Locator("#connection").WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Hidden });
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [ChromiumFact]
    public async Task A_list_is_read_again_while_it_is_looked_at()
    {
        await using var host = await ConsoleHost.StartAsync();
        await using var visit = await browser.OpenAsync();
        await visit.Page.GotoAsync($"{host.Address}console/executions");
        await visit.Page.Locator("[data-filter]").FillAsync("half typed");

        await host.Client.StartAsync("greet", "Ada", new StartOptions { Name = "later" });

        await visit.Page.Locator("a.id:has-text('later')").WaitForAsync();
        Assert.Equal("half typed", await visit.Page.Locator("[data-filter]").InputValueAsync());
    }

    private static async Task<string> StartAsync(ConsoleHost host)
    {
        var execution = await host.Client.StartAsync(s_id.FunctionName, "x", new StartOptions { Name = s_id.Name });
        var id = "";
        await Patience.UntilAsync(
            async () => (id = (await execution.GetHistoryAsync()).Events.FirstOrDefault(static one => one.EventType == HistoryEventType.CallbackStarted)?.Details.CallbackId ?? "") != "");
        return id;
    }
}
