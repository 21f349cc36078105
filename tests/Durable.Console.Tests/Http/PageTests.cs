using System.Net;
using System.Text.RegularExpressions;
using Durable.Model;
using Durable.WebConsole.Tests.Testing;
using Microsoft.AspNetCore.Builder;

namespace Durable.WebConsole.Tests.Http;

/// <summary>Every page, for every kind of caller.</summary>
public sealed partial class PageTests : IAsyncLifetime
{
    private ConsoleHost _host = null!;
    private string _callbackId = "";

    /// <summary>Each page, with each set of rights, and the status it is answered with.</summary>
    public static TheoryData<string, string, int> Pages
    {
        get
        {
            var all = new TheoryData<string, string, int>();
            string[] pages =
            [
                "", "/executions", "/executions?status=Failed&tag=shop%3Dnorth", "/functions", "/functions/hostile", "/cluster",
                "/executions/hostile/h", "/executions/hostile/h?tab=operations&op=1", "/executions/hostile/h?tab=history", "/executions/hostile/h?tab=data",
                "/executions/hostile/h?tab=cost", "/executions/hostile/h?tab=related", "/executions/hostile/h/timeline",
            ];
            foreach (var page in pages)
            {
                all.Add(page, "read", 200);
                all.Add(page, "read,operate", 200);
                all.Add(page, "read,operate,callback,payloads", 200);
                all.Add(page, "callback", 403);
                all.Add(page, "payloads", 403);
                all.Add(page, "", 403);
            }

            foreach (var roles in (string[])["read", "callback", "read,callback"])
            {
                all.Add("/callbacks", roles, 200);
            }

            all.Add("/callbacks", "payloads", 403);
            all.Add("/executions/hostile/h/payload?of=input", "read,payloads", 200);
            all.Add("/executions/hostile/h/payload?of=input", "read", 403);
            all.Add("/executions/hostile/h/payload?of=result", "read,payloads", 404);
            all.Add("/executions/hostile/nobody", "read", 404);
            all.Add("/executions/hostile/nobody/events", "read", 404);
            all.Add("/executions/hostile/h/events", "callback", 403);
            all.Add("/executions/hostile/a.b", "read", 404);
            all.Add("/functions/nobody", "read", 404);
            all.Add("/executions?status=nonsense", "read", 400);
            all.Add("/executions?tag=nonsense", "read", 400);
            all.Add("/executions?marker=nonsense", "read", 400);
            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task A_page_is_for_those_who_may_see_it_and_is_safe(string page, string roles, int status)
    {
        using var answer = await _host.GetAsync($"/console{page}", roles);
        var text = await answer.Content.ReadAsStringAsync();

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")));
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("same-origin", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
        if (answer.Content.Headers.ContentType?.MediaType == "text/html")
        {
            Assert.DoesNotContain("<script>", text, StringComparison.Ordinal);
            Assert.DoesNotContain(" style=", text, StringComparison.Ordinal);
            Assert.DoesNotContain("\u001b", text, StringComparison.Ordinal);
            Assert.DoesNotMatch(InlineHandler(), text);
        }

        if (!roles.Contains("payloads", StringComparison.Ordinal) || !roles.Contains("read", StringComparison.Ordinal))
        {
            Assert.DoesNotContain(ConsoleHost.Marker, text, StringComparison.Ordinal);
        }

        if (!roles.Contains("callback", StringComparison.Ordinal))
        {
            Assert.DoesNotContain(_callbackId, text, StringComparison.Ordinal);
        }

        Assert.Equal(status == 200 && roles.Contains("operate", StringComparison.Ordinal) && page == "/functions/hostile", text.Contains("Start the execution", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Payloads_are_shown_as_text_to_those_who_may_see_them()
    {
        var data = await ReadAsync("/executions/hostile/h?tab=data", "read,payloads");
        var hidden = await ReadAsync("/executions/hostile/h?tab=data", "read");

        Assert.Contains("&lt;script&gt;document.title", data);
        Assert.Contains(ConsoleHost.Marker, data, StringComparison.Ordinal);
        Assert.Contains("Hidden, ", hidden, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_payload_is_downloaded_and_never_a_page()
    {
        using var answer = await _host.GetAsync("/console/executions/hostile/h/payload?of=input", "read,payloads");

        Assert.Equal("text/plain", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition?.DispositionType);
        Assert.Contains(ConsoleHost.Marker, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_link_to_where_the_console_is()
    {
        await using var host = await ConsoleHost.StartAsync(map: static app =>
        {
            app.UsePathBase("/base");
            app.UseRouting();
            app.MapGroup("/ops").MapDurableConsole("/durable");
        });

        using var answer = await host.GetAsync("/base/ops/durable/functions");
        var page = await answer.Content.ReadAsStringAsync();

        Assert.Contains("href=\"/base/ops/durable/functions/greet\"", page, StringComparison.Ordinal);
        using var style = await host.GetAsync(Asset().Match(page).Groups["path"].Value);
        Assert.Equal(HttpStatusCode.OK, style.StatusCode);
    }

    [Fact]
    public async Task A_first_page_and_its_files_are_small()
    {
        using var answer = await _host.GetAsync("/console", "read");
        var page = await answer.Content.ReadAsStringAsync();
        var directory = Asset().Match(page).Groups["path"].Value;
        directory = directory[..directory.LastIndexOf('/')];
        long bytes = 0;
        foreach (var file in (string[])["console.css", "console.js", "clock.js", "keys.js", "live.js", "theme.js", "timeline.js", "timelinerow.js", "timelinetree.js", "timescale.js", "views.js", "icon.svg"])
        {
            using var asset = await _host.GetAsync($"{directory}/{file}", null, ("Accept-Encoding", "br"));
            Assert.Equal("public, max-age=31536000, immutable", asset.Headers.CacheControl?.ToString());
            Assert.Equal("br", Assert.Single(asset.Content.Headers.ContentEncoding));
            bytes += (await asset.Content.ReadAsByteArrayAsync()).Length;
        }

        Assert.InRange(bytes, 1, 30_000);
        Assert.InRange(page.Length, 1, 15_000);
    }

    public async Task InitializeAsync()
    {
        _host = await ConsoleHost.StartGuardedAsync();
        var hostile = await _host.Client.StartAsync("hostile", $"{ConsoleHost.Markup} {ConsoleHost.Marker} \u001b[31m", new StartOptions
        {
            Name = "h",
            BusinessKey = ConsoleHost.Markup,
            Tags = new Dictionary<string, string> { ["shop"] = "north", ["markup"] = ConsoleHost.Markup },
        });
        await hostile.WaitForCompletionAsync();
        var approval = await _host.Client.StartAsync("approve", ConsoleHost.Marker, new StartOptions { Name = "a" });
        await Durable.Testing.Patience.UntilAsync(
            async () => (_callbackId = (await approval.GetHistoryAsync()).Events.FirstOrDefault(static one => one.EventType == HistoryEventType.CallbackStarted)?.Details.CallbackId ?? "") != "");
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    private async Task<string> ReadAsync(string page, string roles)
    {
        using var answer = await _host.GetAsync($"/console{page}", roles);
        return await answer.Content.ReadAsStringAsync();
    }

    [GeneratedRegex("\\son[a-z]+=", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex InlineHandler();

    [GeneratedRegex("stylesheet\" href=\"(?<path>[^\"]+)\"", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Asset();
}
