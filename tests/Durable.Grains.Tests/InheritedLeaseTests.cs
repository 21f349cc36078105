using Durable.Storage;
using Durable.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Durable.Grains.Tests;

/// <summary>A store of one process: what a lease in it says of an earlier process is over when a silo starts.</summary>
public sealed class InheritedLeaseTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("durable-inherited-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task Executions_of_a_dead_process_go_on_when_a_silo_starts()
    {
        var database = Path.Combine(_directory.FullName, "durable.db");
        var id = new ExecutionId("add-wait-double", "inherited");
        await using (var store = SqliteCheckpointStore.Open(new SqliteStoreOptions { Path = database }))
        {
            var now = DateTimeOffset.UtcNow;
            await store.CreateAsync(SampleHeads.New(now, id.FunctionName, id.Name, "3") with
            {
                FunctionVersion = new DurableFunctionOptions().Version,
                WakeUp = new WakeUp(now.AddHours(1), WakeUpKind.Lease),
            });
        }

        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.UseOrleans(silo => silo
            .UseLocalhostClustering(CommandLine.SiloFixture.FreePort(), CommandLine.SiloFixture.FreePort())
            .AddDurableExecutions(durable => ClusterFunctions.Register(durable.UseSqlite(database))));
        using var host = builder.Build();
        await host.StartAsync();

        var execution = host.Services.GetRequiredService<IDurableClient>().GetHandle(id);
        Assert.Equal(8, await execution.WithResult<int>().WaitForResultAsync().WaitAsync(ClusterFixture.Patience));
        await host.StopAsync();
    }
}
