using Durable.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Durable.Server.Tests.AspNetCore;

/// <summary>The health checks of the library, by what the host knows of itself.</summary>
public sealed class HealthCheckTests
{
    [Fact]
    public async Task A_store_that_cannot_be_written_is_not_healthy_and_is_once_it_can()
    {
        var health = new KnownHealth { Problem = "no room" };
        await using var host = await StartAsync(health);

        using var full = await host.SendAsync(HttpMethod.Get, "/healthz");
        Assert.Equal((503, "Unhealthy"), ((int)full.StatusCode, await full.Content.ReadAsStringAsync()));

        health.Problem = null;
        await Patience.UntilAsync(async () => await host.Http.GetAsync(new Uri("/healthz", UriKind.Relative)) is { IsSuccessStatusCode: true }, "the store");
    }

    [Fact]
    public async Task Lags_degrade_and_nothing_else()
    {
        await using var host = await StartAsync(new KnownHealth { Lags = ["2 executions are parked."] });

        using var response = await host.SendAsync(HttpMethod.Get, "/healthz");

        Assert.Equal((200, "Degraded"), ((int)response.StatusCode, await response.Content.ReadAsStringAsync()));
    }

    private static Task<OwnHost> StartAsync(IHostHealth health) =>
        OwnHost.StartAsync(add: services => services.Replace(ServiceDescriptor.Singleton(health)));

    private sealed class KnownHealth : IHostHealth
    {
        public string? Problem { get; set; }

        public IReadOnlyList<string> Lags { get; init; } = [];

        public Task CheckWritesAsync(CancellationToken cancellationToken) =>
            Problem is null ? Task.CompletedTask : Task.FromException(new InvalidOperationException(Problem));

        public IReadOnlyList<string> FindLags() => Lags;
    }
}
