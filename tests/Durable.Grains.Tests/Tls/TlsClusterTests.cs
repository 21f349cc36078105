using Durable.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Durable.Grains.Tests.Tls;

/// <summary>TLS between silos, and between clients and silos: both sides show certificates.</summary>
public sealed class TlsClusterTests(TlsCluster cluster) : IClassFixture<TlsCluster>
{
    private const int Executions = 8;

    [Fact]
    public async Task Executions_run_to_their_end_on_silos_that_prove_themselves_to_each_other()
    {
        using var certificate = cluster.Authority.Issue("client");
        using var host = await cluster.ConnectAsync(client => client.UseTls(tls => cluster.Configure(tls, certificate)));
        var client = host.Services.GetRequiredService<IDurableClient>();

        var results = await Task.WhenAll(Enumerable.Range(0, Executions).Select(async number =>
        {
            var execution = await client.StartAsync("add-wait-double", number, new StartOptions { Name = $"encrypted-{number}" });
            return await execution.WithResult<int>().WaitForResultAsync();
        })).WaitAsync(ClusterFixture.Patience);

        Assert.Equal(Enumerable.Range(0, Executions).Select(static number => (number + 1) * 2), results);
        var silos = await host.Services.GetRequiredService<IGrainFactory>().GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true);
        Assert.Equal(2, silos.Count);
        await host.StopAsync();
    }

    [Fact]
    public async Task A_client_without_a_certificate_is_refused() => await RefusedAsync(client => client.UseTls(tls => cluster.Configure(tls, certificate: null)));

    [Fact]
    public async Task A_client_with_a_certificate_of_another_authority_is_refused()
    {
        using var stranger = new TestAuthority();
        using var certificate = stranger.Issue("client");
        await RefusedAsync(client => client.UseTls(tls => cluster.Configure(tls, certificate)));
    }

    [Fact]
    public async Task A_client_with_a_certificate_whose_time_is_over_is_refused()
    {
        using var certificate = cluster.Authority.Issue("client", expired: true);
        await RefusedAsync(client => client.UseTls(tls => cluster.Configure(tls, certificate)));
    }

    [Fact]
    public async Task A_client_that_speaks_no_TLS_is_refused() => await RefusedAsync(static _ => { });

    [Fact]
    public async Task A_client_refuses_a_silo_of_another_authority()
    {
        using var stranger = new TestAuthority();
        using var certificate = cluster.Authority.Issue("client");
        await RefusedAsync(client => client.UseTls(tls =>
        {
            cluster.Configure(tls, certificate);
            tls.RemoteCertificateValidation = (remote, _, _) => stranger.Trusts(remote);
        }));
    }

    private async Task RefusedAsync(Action<IClientBuilder> configure) =>
        await Assert.ThrowsAnyAsync<Exception>(() => cluster.ConnectAsync(configure).WaitAsync(ClusterFixture.Patience));
}
