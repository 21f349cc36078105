using System.Net;
using Aspire.Hosting.Testing;

namespace Durable.Aspire.Tests.Hosting;

/// <summary>An application as a developer starts it: processes, health, addresses.</summary>
public sealed class RunningAppHostTests(RunningAppHost running) : IClassFixture<RunningAppHost>
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private readonly DistributedApplication _app = running.App;

    [Fact]
    public async Task Each_client_starts_executions_that_the_worker_runs()
    {
        await HealthyAsync("worker");
        foreach (var client in RunningAppHost.Clients)
        {
            await HealthyAsync(client);
            using var http = _app.CreateHttpClient(client);

            Assert.Equal($"Hello, {client}!", await http.GetStringAsync(new Uri($"/greet/{client}", UriKind.Relative)));
        }
    }

    [Fact]
    public async Task The_server_is_healthy_and_answers_at_its_address()
    {
        await HealthyAsync("durable-server");
        using var http = _app.CreateHttpClient("durable-server");

        using var list = await http.GetAsync(new Uri("/2025-12-01/durable-executions", UriKind.Relative));

        Assert.Equal(HttpStatusCode.OK, list.StatusCode);
        var url = Assert.Single((await _app.ResourceNotifications.WaitForResourceAsync("durable-server", static resource => !resource.Snapshot.Urls.IsEmpty).WaitAsync(s_patience)).Snapshot.Urls);
        Assert.Equal(_app.GetEndpoint("durable-server", "http"), new Uri(url.Url));
        Assert.Equal("HTTP API", url.DisplayProperties.DisplayName);
    }

    [Fact]
    public async Task A_client_without_a_key_ends_the_start_with_one_sentence()
    {
        var ended = await _app.ResourceNotifications.WaitForResourceAsync("unkeyed", static resource => resource.Snapshot.ExitCode is not null).WaitAsync(s_patience);

        Assert.NotEqual(0, ended.Snapshot.ExitCode);
        using var patience = new CancellationTokenSource(s_patience);
        await foreach (var lines in _app.Services.GetRequiredService<ResourceLoggerService>().WatchAsync(ended.Resource).WithCancellation(patience.Token))
        {
            if (lines.Any(static line => line.Content.Contains(
                "The durable store needs the IAmazonDynamoDB with the key 'shop-db', and the only one is registered without a key: "
                + "register it with AddKeyedSingleton<IAmazonDynamoDB>(\"shop-db\").",
                StringComparison.Ordinal)))
            {
                return;
            }
        }

        Assert.Fail("The process did not say it.");
    }

    private Task<ResourceEvent> HealthyAsync(string resource) => _app.ResourceNotifications.WaitForResourceHealthyAsync(resource).WaitAsync(s_patience);
}
