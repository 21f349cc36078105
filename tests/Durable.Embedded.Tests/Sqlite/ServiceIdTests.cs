using Durable.Storage;
using Durable.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Durable.Embedded.Tests.Sqlite;

/// <summary>A host never runs its own functions on the executions of another service.</summary>
public sealed class ServiceIdTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly LogRecorder _log = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_host_of_another_service_does_not_start_and_runs_nothing()
    {
        var id = await RunAsync("shop", static async client =>
        {
            var execution = await client.StartAsync("order", 1);
            return execution.Id;
        });

        var refusal = Assert.Throws<CheckpointStoreException>(() => Build("durable").GetServices<IHostedService>().ToArray());

        Assert.Contains("belongs to the service 'shop', and this is the service 'durable'", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(ExecutionStatus.Running, await RunAsync("shop", async client => (await client.DescribeAsync(id)).Status));
    }

    [Fact]
    public async Task Claims_and_take_overs_are_logged()
    {
        await RunAsync("shop", static _ => Task.FromResult(0));
        await RunAsync("shop", static _ => Task.FromResult(0));
        await RunAsync("orders", static _ => Task.FromResult(0), takeOver: true);

        var lines = _log.Lines.Where(static line => line.Message.Contains("checkpoint store", StringComparison.Ordinal)).ToArray();
        Assert.Equal(2, lines.Length);
        Assert.Contains($"{_directory.File("durable.db")} belongs to the service 'shop' from now on", lines[0].Message, StringComparison.Ordinal);
        Assert.Contains("was taken over by the service 'orders'; it belonged to 'shop'", lines[1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_service_id_the_application_is_the_service()
    {
        Assert.Equal("my-app", Owner(new Environment("my-app"), null).ServiceId);
        Assert.Equal("shop", Owner(new Environment("my-app"), "shop").ServiceId);
        Assert.NotEqual("", Owner(null, null).ServiceId);
    }

    private static StoreOwner Owner(IHostEnvironment? environment, string? serviceId)
    {
        var services = new ServiceCollection();
        if (environment is not null)
        {
            services.AddSingleton(environment);
        }

        services.AddDurableExecutions(static durable => durable.UseInMemoryStore(), host => host.ServiceId = serviceId);
        using var provider = services.BuildServiceProvider();
        return provider.GetRequiredService<StoreOwner>();
    }

    private ServiceProvider Build(string serviceId, bool takeOver = false)
    {
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddProvider(_log.CreateProvider()));
        services.AddDurableExecutions(
            durable => durable
                .UseSqlite(_directory.File("durable.db"))
                .AddFunction<int, int>("order", static async (input, context) =>
                {
                    await context.WaitAsync(TimeSpan.FromDays(1));
                    return input;
                }),
            host => (host.ServiceId, host.TakeOverStore) = (serviceId, takeOver));
        return services.BuildServiceProvider();
    }

    private async Task<T> RunAsync<T>(string serviceId, Func<IDurableClient, Task<T>> run, bool takeOver = false)
    {
        await using var provider = Build(serviceId, takeOver);
        var host = Assert.Single(provider.GetServices<IHostedService>());
        await host.StartAsync(CancellationToken.None);
        try
        {
            return await run(provider.GetRequiredService<IDurableClient>());
        }
        finally
        {
            await host.StopAsync(CancellationToken.None);
        }
    }

    private sealed class Environment(string name) : IHostEnvironment
    {
        public string ApplicationName { get; set; } = name;

        public string EnvironmentName { get; set; } = "Production";

        public string ContentRootPath { get; set; } = "";

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
