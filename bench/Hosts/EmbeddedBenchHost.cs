using Durable.Embedded;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Durable.Bench.Hosts;

/// <summary>The embedded host, in a generic host as a service would have it.</summary>
internal sealed class EmbeddedBenchHost : IBenchHost
{
    private readonly IHost _host;
    private readonly EmbeddedExecutions _executions;

    private EmbeddedBenchHost(IHost host)
    {
        _host = host;
        _executions = host.Services.GetRequiredService<EmbeddedExecutions>();
        Client = host.Services.GetRequiredService<IDurableClient>();
    }

    public IDurableClient Client { get; }

    public Func<Task>? Floor => null;

    public int ActiveCount => _executions.ActiveCount;

    public static async Task<IBenchHost> StartAsync(Action<DurableExecutionsBuilder> configure, HostLimits limits)
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Logging.AddSimpleConsole();
        builder.Logging.AddConsole(static console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Services.AddDurableExecutions(configure, options =>
        {
            options.MaxRunningExecutions = limits.MaxRunningExecutions ?? options.MaxRunningExecutions;
            options.MaxWaitingStarts = limits.MaxWaitingStarts ?? options.MaxWaitingStarts;
        });
        var host = builder.Build();
        await host.StartAsync();
        return new EmbeddedBenchHost(host);
    }

    public Task WakeAsync(ExecutionId id) => _executions.AskAsync(
        id,
        static async resident =>
        {
            await resident.WakeAsync();
            return true;
        },
        CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
