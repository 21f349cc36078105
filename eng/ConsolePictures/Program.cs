using Durable;
using Durable.WebConsole.Pictures;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;

// Arguments: where the pictures go, and "all" for every page at both widths in both themes with nothing, a few and many executions in it.
var directory = args[0];
var all = args is [_, "all"];
Directory.CreateDirectory(directory);
using var playwright = await Playwright.CreateAsync();
await using var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = "/usr/bin/chromium", Args = ["--no-sandbox"] });

foreach (var few in all ? (int[])[0, 3, 120] : [120])
{
    var builder = WebApplication.CreateBuilder();
    builder.Logging.ClearProviders();
    builder.WebHost.UseSetting("urls", "http://127.0.0.1:0");
    builder.Services.AddDurableExecutions(static durable => Shop.AddTo(durable.UseInMemoryStore()));
    builder.Services.AddDurableConsole(static console => console.Title = "Shop");
    await using var app = builder.Build();
    app.MapDurableConsole("/console");
    await app.StartAsync();
    var client = app.Services.GetRequiredService<IDurableClient>();
    if (few > 3)
    {
        await client.StartAsync("invoice-run", 1200, new StartOptions { Name = "november" });
    }

    await Shop.FillAsync(client, few);
    await Task.Delay(few > 3 ? 9000 : 1500);
    (string Name, string Path)[] pages =
    [
        ("overview", ""),
        ("executions", "/executions?function=order"),
        ("functions", "/functions"),
        ("function", "/functions/order"),
        ("callbacks", "/callbacks"),
        ("cluster", "/cluster"),
        .. few == 0 ? [] : (IEnumerable<(string, string)>)
        [
            ("timeline", few > 3 ? "/executions/order/A-1002" : "/executions/order/A-1001"),
            ("operations", "/executions/order/A-1001?tab=operations"),
            ("history", "/executions/order/A-1002?tab=history"),
            ("data", "/executions/order/A-1002?tab=data"),
            ("cost", "/executions/order/A-1002?tab=cost"),
            ("related", "/executions/order/A-1002?tab=related"),
        ],
        .. few > 3 ? (IEnumerable<(string, string)>)[("batch", "/executions/invoice-run/november")] : [],
    ];
    foreach (var (name, path) in pages.Where(page => all || page.Name is "overview" or "executions" or "timeline" or "batch"))
    {
        foreach (var width in all ? (int[])[1440, 390] : [1440])
        {
            foreach (var theme in all ? (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark] : [ColorScheme.Light])
            {
                var page = await browser.NewPageAsync(new BrowserNewPageOptions
                {
                    ViewportSize = new ViewportSize { Width = width, Height = width == 390 ? 844 : all ? 900 : 640 },
                    ColorScheme = theme,
                    ReducedMotion = ReducedMotion.Reduce,
                });
                await page.GotoAsync($"{app.Urls.Single()}/console{path}");
                if (name is "timeline" or "batch")
                {
                    await page.Locator(".tl-count:has-text('operations'):not(:has-text('reading on'))").WaitForAsync();
                }

                await page.WaitForTimeoutAsync(400);
                var picture = all ? $"{name}-{few}-{width}-{theme.ToString().ToLowerInvariant()}" : $"console-{name}";
                await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(directory, $"{picture}.png") });
                await page.CloseAsync();
            }
        }
    }
}
