using System.Text.Json;
using Durable.Model;
using Durable.Server.Tests.Hosting;
using Durable.Server.Tests.PostgreSQL;
using Durable.Silo.Security.ApiKeys;
using Durable.Testing;
using Durable.WebConsole.Tests.Testing;
using Microsoft.Playwright;

namespace Durable.WebConsole.Tests.Browser;

/// <summary>Two silos behind one address that sends each request to the next one.</summary>
public sealed class ClusterTests(BrowserFixture browser) : IClassFixture<BrowserFixture>, IDisposable
{
    private const string Events = "/console/executions/approve/live/events";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("durable-cluster-");

    [ChromiumFact]
    public async Task A_page_outlives_the_silo_that_streams_to_it()
    {
        FullRun.Require();
        using var connection = new ConnectionFile(await TestPostgreSQL.OwnerConnectionStringAsync());
        var key = ApiKey.Create();
        var silo = Options(connection.Path, key);
        using var first = await ServerProcess.StartAsync(databasePath: null, args: silo);
        using var second = await ServerProcess.StartAsync(databasePath: null, args: silo);
        await using var proxy = await RoundRobin.StartAsync(first.Endpoint, second.Endpoint);
        using var http = new HttpClient();
        var clients = ((string[])[first.Endpoint, second.Endpoint])
            .Select(endpoint => new HttpDurableClient(http, new HttpDurableClientOptions { Endpoint = new Uri(endpoint), ApiKey = key }))
            .ToList();
        var callbackId = await StartAsync(clients[0]);
        await using var visit = await browser.OpenAsync();
        var page = visit.Page;

        // Signed in at one silo, known at both.
        await page.GotoAsync($"{proxy.Address}/console/executions/approve/live");
        await page.GetByLabel("API key").FillAsync(key);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.Locator("#live:text-is('Live')").WaitForAsync();
        await page.Locator(".tl-mark.outside >> visible=true").First.WaitForAsync();
        Assert.Single((await AssetPathsAsync(page, proxy)).Distinct(StringComparer.Ordinal));
        await Patience.UntilAsync(() => Task.FromResult(Streams(proxy).Count > 0), "a stream");
        var assets = proxy.Answered.Where(static one => one.Path.Contains("/assets/", StringComparison.Ordinal)).ToList();
        Assert.All(assets, static asset => Assert.Equal(200, asset.Status));
        Assert.Equal(2, assets.Select(static asset => asset.Server).Distinct().Count());

        var victim = Streams(proxy)[^1];
        var survivor = 1 - victim;
        (victim == 0 ? first : second).Kill();

        // The other one has it now.
        await Patience.UntilAsync(() => Task.FromResult(Streams(proxy)[^1] == survivor), "a stream of the silo that is left");
        await page.Locator("#live:text-is('Live')").WaitForAsync();
        await Patience.UntilAsync(() => IsDoneAsync(() => clients[survivor].SendCallbackSuccessAsync(callbackId, "yes")), "the callback");
        await page.Locator(".title .status.succeeded").WaitForAsync();
        await page.Locator(".tl-row .tl-mark.succeeded").First.WaitForAsync();
        await page.Locator("#connection").WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Hidden });
        Assert.DoesNotContain(visit.Complaints, static complaint => complaint.Contains("Content Security Policy", StringComparison.Ordinal));
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private string[] Options(string connectionPath, string key)
    {
        var keys = Path.Combine(_directory.FullName, "keys.json");
        File.WriteAllText(
            keys, JsonSerializer.Serialize(new { keys = new[] { new { name = "ada", sha256 = Convert.ToHexStringLower(ApiKey.Hash(key)), roles = (string[])["admin"] } } }));
        return
        [
            "--store", "postgres", "--clustering", "postgres", "--postgres-connection-file", connectionPath, "--postgres-schema", $"t_{Guid.NewGuid():N}",
            "--postgres-create-schema", "--advertised-address", "127.0.0.1", "--lease", "2", "--functions", typeof(ClusterTests).Assembly.Location,
            "--api-keys", keys, "--console-keys", Path.Combine(_directory.FullName, "console"), .. ServerProcess.FreePorts,
        ];
    }

    private static async Task<string> StartAsync(HttpDurableClient client)
    {
        var execution = await client.StartAsync("approve", "x", new StartOptions { Name = "live" });
        var id = "";
        await Patience.UntilAsync(
            async () => (id = (await execution.GetHistoryAsync()).Events.FirstOrDefault(static one => one.EventType == HistoryEventType.CallbackStarted)?.Details.CallbackId ?? "") != "");
        return id;
    }

    // Which servers have streamed the execution, in order.
    private static List<int> Streams(RoundRobin proxy) =>
        [.. proxy.Answered.Where(static one => one is { Path: Events, Status: 200 }).Select(static one => one.Server)];

    // Each time another silo writes the page, and the browser is known to both.
    private static async Task<List<string>> AssetPathsAsync(IPage page, RoundRobin proxy)
    {
        List<string> paths = [];
        do
        {
            var text = await page.EvaluateAsync<string>("fetch('/console/executions').then((answer) => answer.text())");
            paths.Add(text.Split("/console/assets/") is [_, var after, ..] ? after.Split('/')[0] : "");
        }
        while (Lists(proxy).Distinct().Count() < 2 && paths.Count < 10);
        Assert.Equal(2, Lists(proxy).Distinct().Count());
        Assert.DoesNotContain("", paths);
        return paths;
    }

    private static IEnumerable<int> Lists(RoundRobin proxy) =>
        proxy.Answered.Where(static one => one is { Path: "/console/executions", Status: 200 }).Select(static one => one.Server);

    // While the cluster finds out that a silo is gone, what it had does not answer.
    private static async Task<bool> IsDoneAsync(Func<Task> act)
    {
        try
        {
            await act();
            return true;
        }
        catch (Exception exception) when (exception is DurableExecutionException or HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }
}
