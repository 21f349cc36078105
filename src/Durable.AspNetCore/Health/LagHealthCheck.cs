using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Durable.AspNetCore.Health;

/// <summary>Whether work lags behind, as far as this process knows without asking the store. Never unhealthy: to restart a process, or to send it no work, would not help.</summary>
internal sealed class LagHealthCheck(IHostHealth? host = null) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        host?.FindLags() is { Count: > 0 } lags ? HealthCheckResult.Degraded(string.Join(' ', lags)) : HealthCheckResult.Healthy());
}
