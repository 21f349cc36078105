using Durable.Server.Tests.Security;
using Durable.Server.Tests.Testing;
using Durable.Silo.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Durable.Server.Tests.Hosting;

/// <summary>What a start says is the server's own, and no more than needed.</summary>
public sealed class QuietStartTests
{
    [Theory]
    [InlineData(HostKind.Embedded)]
    [InlineData(HostKind.Orleans)]
    internal async Task A_start_warns_of_nothing(HostKind host)
    {
        using var log = new LogCapture();
        await using var server = DurableServer.Build(
            new ServerOptions
            {
                Host = host,
                Cluster = new ClusterServerOptions { SiloPort = 0, GatewayPort = 0 }.WithPorts(),
                Store = StoreKind.Memory,
                Port = 0,
                LogLevel = LogLevel.Information,
            },
            durable => durable.Services.AddSingleton<ILoggerProvider>(log));
        await server.StartAsync();
        await server.StopAsync();

        Assert.NotEmpty(log.Entries);

        // A silo remarks on the collector of the process, which is here that of the tests.
        Assert.All(
            log.Entries.Where(static entry => !entry.StartsWith("Warning Orleans.Runtime.Silo Note: ", StringComparison.Ordinal)),
            static entry => Assert.StartsWith("Information OrleansDurable.", entry, StringComparison.Ordinal));
    }

    [Fact]
    public async Task No_key_is_made_that_nothing_uses()
    {
        var server = new ServerFixture();
        await server.InitializeAsync();
        try
        {
            Assert.DoesNotContain(
                server.Services.GetServices<Microsoft.Extensions.Hosting.IHostedService>(),
                static service => service.GetType().FullName!.Contains("DataProtection", StringComparison.Ordinal));
        }
        finally
        {
            await server.DisposeAsync();
        }
    }
}
