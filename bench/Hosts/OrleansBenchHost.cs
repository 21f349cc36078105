using Durable.Grains;
using Durable.Grains.Executions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Durable.Bench.Hosts;

/// <summary>One silo with localhost clustering, called from inside: what is measured is the engine on grains, not the wire of a client.</summary>
internal sealed class OrleansBenchHost : IBenchHost
{
    private readonly IHost _host;

    private OrleansBenchHost(IHost host)
    {
        _host = host;
        Client = host.Services.GetRequiredService<IDurableClient>();
    }

    public IDurableClient Client { get; }

    public Func<Task>? Floor
    {
        get
        {
            var grains = _host.Services.GetRequiredService<IGrainFactory>();
            return () => grains.GetGrain<IFloorGrain>(Guid.CreateVersion7().ToString()).RunAsync();
        }
    }

    public int ActiveCount => _host.Services.GetRequiredService<SiloExecutions>().Count;

    public static async Task<IBenchHost> StartAsync(Action<DurableExecutionsBuilder> configure, HostLimits limits)
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Logging.AddSimpleConsole();
        builder.Logging.AddConsole(static console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.UseOrleans(silo => silo.UseLocalhostClustering(FreePort.Next(), FreePort.Next()).AddDurableExecutions(
            configure, options => options.MaxRunningExecutions = limits.MaxRunningExecutions ?? options.MaxRunningExecutions));
        builder.Services.Configure<DurableClientOptions>(options => options.MaxPendingStarts = limits.MaxWaitingStarts ?? options.MaxPendingStarts);
        var host = builder.Build();
        await host.StartAsync();
        return new OrleansBenchHost(host);
    }

    public Task WakeAsync(ExecutionId id) =>
        _host.Services.GetRequiredService<IGrainFactory>().GetGrain<IExecutionGrain>(id.ToString()).WakeAsync();

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
