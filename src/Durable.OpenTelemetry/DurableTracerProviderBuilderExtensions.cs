using Durable;
using Microsoft.Extensions.DependencyInjection;

namespace OpenTelemetry.Trace;

/// <summary>Traces of durable executions.</summary>
public static class DurableTracerProviderBuilderExtensions
{
    /// <summary>Exports the starts, invocations and attempts of durable executions.</summary>
    /// <param name="builder">The traces of a host (<c>services.AddOpenTelemetry().WithTracing(...)</c>).</param>
    /// <param name="configure">
    /// Changes how much is told. The host of the executions takes it from its own services, and so from a provider that is built with them alone.
    /// </param>
    public static TracerProviderBuilder AddDurableInstrumentation(this TracerProviderBuilder builder, Action<DurableTelemetryOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (configure is not null)
        {
            builder.ConfigureServices(services => services.Configure(configure));
        }

        return builder.AddSource(DurableTelemetry.ActivitySourceName);
    }
}
