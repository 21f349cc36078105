using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Durable.Grains.Tests.CommandLine;

/// <summary>A silo with a gateway on a socket: unlike the test cluster's, it can be reached by a program that is given an address.</summary>
public sealed class SiloFixture : IAsyncLifetime
{
    private readonly IHost _host;

    public SiloFixture()
    {
        var gatewayPort = FreePort();
        Gateway = $"127.0.0.1:{gatewayPort}";
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder.UseOrleans(silo => silo
            .UseLocalhostClustering(FreePort(), gatewayPort, serviceId: "durable", clusterId: "durable")
            .AddDurableExecutions(static durable => ClusterFunctions.Register(durable.UseInMemoryStore())));
        _host = builder.Build();
    }

    public string Gateway { get; }

    public IDurableClient Client => _host.Services.GetRequiredService<IDurableClient>();

    public Task InitializeAsync() => _host.StartAsync();

    public async Task DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }

    internal static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
