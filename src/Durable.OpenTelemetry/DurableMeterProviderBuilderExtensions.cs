using Durable;
using Microsoft.Extensions.DependencyInjection;

namespace OpenTelemetry.Metrics;

/// <summary>Metrics of durable executions.</summary>
public static class DurableMeterProviderBuilderExtensions
{
    /// <summary>Exports the metrics of durable executions and of the stores that keep them.</summary>
    /// <param name="builder">The metrics of a host (<c>services.AddOpenTelemetry().WithMetrics(...)</c>).</param>
    /// <param name="configure">
    /// Changes how much is told. The host of the executions takes it from its own services, and so from a provider that is built with them alone.
    /// </param>
    public static MeterProviderBuilder AddDurableInstrumentation(this MeterProviderBuilder builder, Action<DurableTelemetryOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (configure is not null)
        {
            builder.ConfigureServices(services => services.Configure(configure));
        }

        return builder.AddMeter(DurableTelemetry.MeterName, $"{DurableTelemetry.MeterName}.*");
    }
}
