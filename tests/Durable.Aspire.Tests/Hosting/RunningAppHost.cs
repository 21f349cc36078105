using Microsoft.Extensions.Logging;

namespace Durable.Aspire.Tests.Hosting;

/// <summary>One application that runs, for the tests of a class.</summary>
public sealed class RunningAppHost : IAsyncLifetime
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("durable-aspire-");
    private DistributedApplication? _app;

    internal static string[] Clients { get; } = ["api", "other-api"];

    internal DistributedApplication App => _app!;

    public async Task InitializeAsync()
    {
        var builder = TestAppHost.CreateRunning();
        builder.Services.AddLogging(static logging => logging.ClearProviders());
        var durable = builder.AddDurable("shop").WithDevelopmentStore(Path.Combine(_directory.FullName, "shop.db"));
        var worker = Service(builder, "worker").WithReference(durable);
        foreach (var client in Clients)
        {
            Service(builder, client).WithReference(durable.AsClient()).WithEnvironment("Role", "client").WaitFor(worker);
        }

        var own = builder.AddDurable("own").WithDevelopmentStore(Path.Combine(_directory.FullName, "own.db"));
        builder.AddDurableServer("durable-server", Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "durable-server.exe" : "durable-server")).WithStore(own);

        var elsewhere = builder.AddDurable("elsewhere").WithStore(builder.AddConnectionString("shop-db", ReferenceExpression.Create($"http://127.0.0.1:1")), "DynamoDB");
        Service(builder, "unkeyed").WithReference(elsewhere).WithEnvironment("Role", "unkeyed");

        _app = await builder.BuildAsync();
        await _app.StartAsync();
    }

    public async Task DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
        }

        _directory.Delete(recursive: true);
    }

    // What the build has made: a project resource would be built again, beside the tests of other projects.
    internal static IResourceBuilder<ExecutableResource> Service(IDistributedApplicationBuilder builder, string name)
    {
        var service = builder.AddExecutable(name, "dotnet", AppContext.BaseDirectory, "Durable.Aspire.Worker.dll").WithHttpEndpoint().WithHttpHealthCheck("/health");
        return service.WithEnvironment(
            "ASPNETCORE_URLS", ReferenceExpression.Create($"http://127.0.0.1:{service.GetEndpoint("http").Property(EndpointProperty.TargetPort)}"));
    }
}
