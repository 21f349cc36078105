using System.Net;
using System.Security.Cryptography.X509Certificates;
using Durable.Grains.Tests.CommandLine;
using Durable.Storage;
using Durable.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Connections.Security;

namespace Durable.Grains.Tests.Tls;

/// <summary>Two silos on sockets, as docs/clusters.md says: whoever has a certificate of the cluster's own authority belongs to it, and nobody else.</summary>
public sealed class TlsCluster : IAsyncLifetime
{
    private const string Id = "tls";

    private readonly InMemoryCheckpointStore _store = new();
    private readonly List<IHost> _silos = [];
    private int _secondGateway;

    internal TestAuthority Authority { get; } = new();

    public async Task InitializeAsync()
    {
        var primary = new IPEndPoint(IPAddress.Loopback, SiloFixture.FreePort());
        await StartSiloAsync(primary.Port, SiloFixture.FreePort(), primary: null);
        _secondGateway = SiloFixture.FreePort();
        await StartSiloAsync(SiloFixture.FreePort(), _secondGateway, primary);
    }

    public async Task DisposeAsync()
    {
        foreach (var silo in Enumerable.Reverse(_silos))
        {
            await silo.StopAsync();
            silo.Dispose();
        }

        Authority.Dispose();
    }

    /// <summary>Connects to the second silo, so that what runs on the first is asked for between silos.</summary>
    /// <param name="configure">How the client proves itself.</param>
    internal async Task<IHost> ConnectAsync(Action<IClientBuilder> configure)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder.UseOrleansClient(client =>
        {
            configure(client);
            client
                .UseStaticClustering(new IPEndPoint(IPAddress.Loopback, _secondGateway))
                .Configure<ClusterOptions>(static cluster => (cluster.ClusterId, cluster.ServiceId) = (Id, Id))
                .UseConnectionRetryFilter(static (_, _) => Task.FromResult(false))
                .AddDurableExecutions();
        });
        var host = builder.Build();
        try
        {
            await host.StartAsync();
            return host;
        }
        catch
        {
            host.Dispose();
            throw;
        }
    }

    /// <summary>The options of silos and clients alike.</summary>
    /// <param name="tls">The options.</param>
    /// <param name="certificate">What it proves itself with; null for nothing.</param>
    internal void Configure(TlsOptions tls, X509Certificate2? certificate)
    {
        tls.LocalCertificate = certificate;
        tls.RemoteCertificateMode = RemoteCertificateMode.RequireCertificate;
        tls.RemoteCertificateValidation = (remote, _, _) => Authority.Trusts(remote);
    }

    private async Task StartSiloAsync(int siloPort, int gatewayPort, IPEndPoint? primary)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder.UseOrleans(silo => silo
            .UseLocalhostClustering(siloPort, gatewayPort, primary, Id, Id)
            .UseTls(tls => Configure(tls, Authority.Issue("silo")))
            .AddDurableExecutions(durable => ClusterFunctions.Register(durable.UseStore(_ => _store))));
        var host = builder.Build();
        _silos.Add(host);
        await host.StartAsync();
    }
}
