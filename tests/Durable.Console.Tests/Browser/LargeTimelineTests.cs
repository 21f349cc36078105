using System.Diagnostics;
using Durable.WebConsole.Tests.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Xunit.Abstractions;

namespace Durable.WebConsole.Tests.Browser;

/// <summary>A history of 100,000 branches: 400,001 operations, 800,004 events.</summary>
public sealed class LargeTimelineTests(BrowserFixture browser, ITestOutputHelper output) : IClassFixture<BrowserFixture>
{
    private const int Branches = 100_000;

    // A loaded machine; on a quiet one the first rows are there within a second.
    private static readonly TimeSpan s_firstPaint = TimeSpan.FromSeconds(10);

    [ChromiumFact]
    public async Task It_is_shown_soon_scrolled_through_and_never_whole()
    {
        await using var host = await ConsoleHost.StartAsync(add: static services => services.Replace(ServiceDescriptor.Singleton<IDurableClient>(new LargeHistoryClient(Branches))));
        await using var visit = await browser.OpenAsync();
        var page = visit.Page;
        await page.GotoAsync($"{host.Address}console/cluster");
        var since = Stopwatch.GetTimestamp();
        await page.GotoAsync($"{host.Address}console/executions/fan/large");
        await page.Locator(".tl-row:not([hidden])").First.WaitForAsync();
        var firstPaint = Stopwatch.GetElapsedTime(since);
        await page.Locator(".tl-count:text-is('400,001 operations')").WaitForAsync();
        output.WriteLine($"First rows after {firstPaint.TotalMilliseconds:0} ms, the whole history after {Stopwatch.GetElapsedTime(since).TotalMilliseconds:0} ms.");
        Assert.InRange(firstPaint, TimeSpan.Zero, s_firstPaint);

        await page.Locator(".tl-toggle >> visible=true").First.ClickAsync();
        await page.Locator(".tl-text:text-is('items[0]')").WaitForAsync();
        var frames = await page.EvaluateAsync<int>(
            """
            async () => {
              const view = document.querySelector('.tl-view');
              const until = performance.now() + 1000;
              let frames = 0;
              while (performance.now() < until) {
                view.scrollTop += 900;
                frames++;
                await new Promise(requestAnimationFrame);
              }
              return frames;
            }
            """);
        var rows = await page.Locator(".tl-row").CountAsync();
        output.WriteLine($"{frames} frames in a second of scrolling, {rows} rows in the page.");
        Assert.InRange(rows, 1, 400);

        await page.Locator(".tl-view").PressAsync("End");
        await page.Locator(".tl-text:text-is('items[99999]')").WaitForAsync();
        await page.Locator(".tl-bar select").SelectOptionAsync("Failed");
        await page.Locator(".tl-text:text-is('items[999]')").WaitForAsync();
        Assert.Equal("101", await page.Locator(".tl-view").GetAttributeAsync("aria-rowcount"));
        Assert.Empty(visit.Complaints);
        var heap = await page.EvaluateAsync<long>("performance.memory?.usedJSHeapSize ?? 0");
        output.WriteLine($"The browser's heap has {heap / 1_000_000} MB.");
        Assert.InRange(heap, 0, 150_000_000);
    }
}
