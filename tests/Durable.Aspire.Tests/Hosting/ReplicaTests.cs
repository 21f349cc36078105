using Aspire.Hosting.Testing;
using Durable.Testing;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace Durable.Aspire.Tests.Hosting;

/// <summary>Replicas are for projects, and those are built when they start: too long for the ordinary run.</summary>
public sealed class ReplicaTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("durable-aspire-");

    public void Dispose() => _directory.Delete(recursive: true);

    [FullFact]
    public async Task Two_replicas_of_a_client_are_healthy_beside_one_worker()
    {
        await using var builder = TestAppHost.CreateRunning();
        builder.Services.AddLogging(static logging => logging.ClearProviders());
        var durable = builder.AddDurable("shop").WithDevelopmentStore(Path.Combine(_directory.FullName, "shop.db"));
        var worker = RunningAppHost.Service(builder, "worker").WithReference(durable);
        builder.AddProject("api", TestAppHost.WorkerProject, static project => project.ExcludeLaunchProfile = true)
            .WithHttpEndpoint()
            .WithHttpHealthCheck("/health")
            .WithReference(durable.AsClient())
            .WithEnvironment("Role", "client")
            .WithReplicas(2)
            .WaitFor(worker);
        await using var app = await builder.BuildAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        await app.StartAsync(patience.Token);

        var healthy = new HashSet<string>();
        await foreach (var change in app.ResourceNotifications.WatchAsync(patience.Token))
        {
            if (change.Resource.Name == "api" && change.Snapshot.HealthStatus == HealthStatus.Healthy && healthy.Add(change.ResourceId) && healthy.Count == 2)
            {
                break;
            }
        }

        using var http = app.CreateHttpClient("api");
        Assert.Equal("Hello, Ada!", await http.GetStringAsync(new Uri("/greet/Ada", UriKind.Relative), patience.Token));
        await app.StopAsync(patience.Token);
    }
}
