using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Durable.AspNetCore.Health;

/// <summary>Whether the host takes work: it has started, and is not shutting down.</summary>
internal sealed class ReadyHealthCheck(IHostApplicationLifetime lifetime) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        lifetime.ApplicationStopping.IsCancellationRequested ? HealthCheckResult.Unhealthy("The server is stopping.")
        : lifetime.ApplicationStarted.IsCancellationRequested ? HealthCheckResult.Healthy()
        : HealthCheckResult.Unhealthy("The server is starting."));
}
