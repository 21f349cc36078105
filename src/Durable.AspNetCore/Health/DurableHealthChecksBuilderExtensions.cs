using Durable.AspNetCore.Health;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds health checks of durable executions.</summary>
public static class DurableHealthChecksBuilderExtensions
{
    /// <summary>
    /// Adds <c>durable-live</c> (tag <c>live</c>): the process answers; <c>durable-ready</c> (tag <c>ready</c>): the host has started and is not
    /// shutting down; <c>durable-store</c> (tag <c>ready</c>): the store can be read and written; and <c>durable-lag</c> (no tag, degraded at worst):
    /// whether wake-ups are late, executions are parked, or the host has been full for minutes. A supervisor restarts by <c>live</c>, which never asks
    /// the store, and sends work by <c>ready</c>.
    /// </summary>
    /// <param name="builder">The application's health checks.</param>
    public static IHealthChecksBuilder AddDurable(this IHealthChecksBuilder builder)
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.TryAddSingleton<StoreHealthCheck>();
        builder.Services.TryAddSingleton<ReadyHealthCheck>();
        builder.Services.TryAddSingleton<LagHealthCheck>();
        return builder
            .AddCheck("durable-live", static () => HealthCheckResult.Healthy(), [HealthTags.Live])
            .Add(new HealthCheckRegistration("durable-ready", static services => services.GetRequiredService<ReadyHealthCheck>(), null, [HealthTags.Ready]))
            .Add(new HealthCheckRegistration("durable-store", static services => services.GetRequiredService<StoreHealthCheck>(), null, [HealthTags.Ready]))
            .Add(new HealthCheckRegistration("durable-lag", static services => services.GetRequiredService<LagHealthCheck>(), HealthStatus.Degraded, []));
    }
}
