using Durable.Embedded;
using Durable.Grains;
using Durable.Server.Tests.Security;
using Durable.Silo.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Durable.Server.Tests.Hosting;

/// <summary>Drain, stop and the supervisor's patience nest.</summary>
public sealed class GraceTests
{
    [Theory]
    [InlineData("30", "The supervisor kills this server 30 s after SIGTERM (DURABLE_GRACE_SECONDS), and its stop may take 30 s: 20 s of drain (--drain-timeout)")]
    [InlineData("5.5", "The supervisor kills this server 5.5 s after SIGTERM")]
    [InlineData("1m", "DURABLE_GRACE_SECONDS is '1m', which is no number of seconds")]
    public async Task A_grace_period_that_is_too_short_is_an_error_at_the_start(string grace, string message) =>
        Assert.Contains(await StartAsync(grace), entry => entry.StartsWith("Error ", StringComparison.Ordinal) && entry.Contains(message, StringComparison.Ordinal));

    [Theory]
    [InlineData("31")]
    [InlineData("")]
    [InlineData(null)]
    public async Task A_grace_period_that_is_long_enough_or_unknown_is_fine(string? grace) =>
        Assert.DoesNotContain(await StartAsync(grace), static entry => entry.StartsWith("Error ", StringComparison.Ordinal));

    [Fact]
    public async Task The_drain_timeout_reaches_the_embedded_host_and_the_whole_stop_may_take_longer()
    {
        await using var app = Build(HostKind.Embedded, grace: null);

        Assert.Equal(TimeSpan.FromSeconds(20), app.Services.GetRequiredService<IOptions<EmbeddedHostOptions>>().Value.DrainTimeout);
        Assert.Equal(TimeSpan.FromSeconds(30), app.Services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout);
    }

    [Fact]
    public async Task The_drain_timeout_reaches_the_silo()
    {
        await using var app = DurableServer.Build(new ServerOptions { Store = StoreKind.Memory, DrainTimeout = TimeSpan.FromSeconds(7) });

        Assert.Equal(TimeSpan.FromSeconds(7), app.Services.GetRequiredService<IOptions<DurableGrainsOptions>>().Value.DrainTimeout);
        Assert.Equal(TimeSpan.FromSeconds(17), app.Services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout);
    }

    private static async Task<IReadOnlyCollection<string>> StartAsync(string? grace)
    {
        using var log = new LogCapture();
        await using var app = Build(HostKind.Embedded, grace, log);
        await app.StartAsync();
        await app.StopAsync();
        return log.Entries;
    }

    private static WebApplication Build(HostKind host, string? grace, LogCapture? log = null) => DurableServer.Build(
        new ServerOptions { Host = host, Store = StoreKind.Memory, Port = 0, GraceSeconds = grace, LogLevel = LogLevel.Information },
        durable => durable.Services.AddLogging(logging =>
        {
            if (log is not null)
            {
                logging.ClearProviders().AddProvider(log);
            }
        }));
}
