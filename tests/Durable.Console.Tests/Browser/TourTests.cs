using System.Text.RegularExpressions;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Durable.Testing;
using Durable.WebConsole.Tests.Testing;
using Microsoft.Playwright;

namespace Durable.WebConsole.Tests.Browser;

/// <summary>All pages in a browser: nothing that the policy forbids, nothing that keeps somebody out, and all of it by the keyboard.</summary>
public sealed partial class TourTests(BrowserFixture browser) : IClassFixture<BrowserFixture>, IAsyncLifetime
{
    private static readonly string[] s_pages =
    [
        "", "/executions", "/executions?status=Failed", "/functions", "/functions/greet", "/callbacks", "/cluster",
        "/executions/hostile/h", "/executions/hostile/h?tab=operations", "/executions/hostile/h?tab=history", "/executions/hostile/h?tab=data",
        "/executions/hostile/h?tab=cost", "/executions/hostile/h?tab=related", "/executions/fan/f", "/executions/sleep/s", "/executions/greet/nobody",
    ];

    private ConsoleHost _host = null!;

    [ChromiumFact]
    public async Task The_browser_complains_of_nothing_and_markup_is_text()
    {
        await using var visit = await browser.OpenAsync();
        foreach (var path in s_pages)
        {
            await OpenAsync(visit.Page, path);

            Assert.NotEqual("taken", await visit.Page.TitleAsync());
            Assert.Equal(1, await visit.Page.Locator("script").CountAsync());
        }

        // The browser itself says that a page was not found.
        Assert.DoesNotContain(visit.Complaints, static complaint => !complaint.Contains("404", StringComparison.Ordinal));
    }

    [ChromiumFact]
    public async Task Nothing_keeps_somebody_out_in_either_theme()
    {
        foreach (var colours in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
        {
            await using var visit = await browser.OpenAsync(colours);
            foreach (var path in s_pages)
            {
                await OpenAsync(visit.Page, path);
                var result = await visit.Page.RunAxe(new AxeRunOptions { RunOnly = RunOnlyOptions.Tags("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice") });

                Assert.True(
                    result.Violations.Length == 0,
                    $"{path} ({colours}): {string.Join("; ", result.Violations.Select(static one => $"{one.Id} {string.Join(", ", one.Nodes.Take(3).Select(static node => node.Html))}"))}");
            }
        }
    }

    // A label in place of what is seen would hide that from those who speak to their browser.
    [ChromiumFact]
    public async Task What_is_seen_of_a_lane_is_said_in_words()
    {
        await using var visit = await browser.OpenAsync();
        await OpenAsync(visit.Page, "/executions/fan/f");

        await visit.Page.GetByRole(AriaRole.Gridcell, new() { NameRegex = BranchesInWords() }).First.WaitForAsync();
        Assert.Equal(0, await visit.Page.Locator(".tl-lane[aria-label]").CountAsync());
    }

    [ChromiumFact]
    public async Task A_phone_shows_no_page_wider_than_itself()
    {
        await using var visit = await browser.OpenAsync();
        await visit.Page.SetViewportSizeAsync(390, 844);
        foreach (var path in s_pages)
        {
            await OpenAsync(visit.Page, path);

            Assert.True(await visit.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), path);
        }
    }

    [ChromiumFact]
    public async Task The_keyboard_leads_everywhere()
    {
        await using var visit = await browser.OpenAsync();
        var page = visit.Page;
        await OpenAsync(page, "");
        await page.Keyboard.TypeAsync("ge");
        await ArriveAsync(page, "nav [aria-current='page']:text-is('Executions')");

        await page.Keyboard.PressAsync("/");
        Assert.Equal("function", await page.EvaluateAsync<string>("document.activeElement.name"));
        await page.Keyboard.TypeAsync("hostile");
        await page.Keyboard.PressAsync("Enter");
        await ArriveAsync(page, "[data-filter][value='hostile']");

        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("Enter");
        await ArriveAsync(page, "h1:text-is('h')");
        await page.Locator(".tl-row:not([hidden])").First.WaitForAsync();

        await page.Keyboard.PressAsync("?");
        Assert.True(await page.Locator("#help").IsVisibleAsync());
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("+");
        Assert.Contains("zoom=", await page.EvaluateAsync<string>("location.search"), StringComparison.Ordinal);
        await page.Keyboard.PressAsync("0");
        Assert.DoesNotContain("zoom=", await page.EvaluateAsync<string>("location.search"), StringComparison.Ordinal);

        await OpenAsync(page, "/executions/sleep/s");
        await page.Keyboard.PressAsync(".");
        Assert.True(await page.Locator("text=Stop the execution").IsVisibleAsync());
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync("enough");
        await page.Keyboard.PressAsync("Enter");
        await ArriveAsync(page, ".notice.done");
        Assert.Equal("enough", (await _host.Client.DescribeAsync(new ExecutionId("sleep", "s"))).Error?.ErrorMessage);
    }

    [ChromiumFact]
    public async Task A_kept_view_is_there_again()
    {
        await using var visit = await browser.OpenAsync();
        await OpenAsync(visit.Page, "/executions?status=Failed");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Keep this view" }).ClickAsync();
        await OpenAsync(visit.Page, "/executions");
        await visit.Page.Locator("durable-views a").ClickAsync();

        await ArriveAsync(visit.Page, "option[value='Failed'][selected]");
    }

    public async Task InitializeAsync()
    {
        _host = await ConsoleHost.StartAsync();
        var hostile = await _host.Client.StartAsync("hostile", $"{ConsoleHost.Markup} \u001b[31m", new StartOptions
        {
            Name = "h",
            BusinessKey = ConsoleHost.Markup,
            Tags = new Dictionary<string, string> { ["markup"] = ConsoleHost.Markup },
        });
        await hostile.WaitForCompletionAsync().OrFail();
        await (await _host.Client.StartAsync("fan", 60, new StartOptions { Name = "f" })).WaitForCompletionAsync().OrFail();
        await _host.Client.StartAsync("sleep", 3600, new StartOptions { Name = "s" });
        await _host.Client.StartAsync("approve", "x", new StartOptions { Name = "a" });
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    // Until the page is one that takes keys: its script has shown what is hidden without it.
    private static async Task ArriveAsync(IPage page, string selector)
    {
        await page.Locator(selector).First.WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Attached });
        await page.Locator("[data-help] >> visible=true").WaitForAsync();
    }

    private async Task OpenAsync(IPage page, string path)
    {
        await page.GotoAsync($"{_host.Address}console{path}");
        if (path.Split('/') is [_, "executions", not "greet", _] && !path.Contains("tab=", StringComparison.Ordinal))
        {
            await page.Locator(".tl-row:not([hidden])").First.WaitForAsync();
        }
    }

    [GeneratedRegex(@"^Map, succeeded, [^▶✓✕]+ succeeded; slowest [^▶✓✕]+$", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex BranchesInWords();
}
