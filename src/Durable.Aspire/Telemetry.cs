using Microsoft.Extensions.Hosting;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Durable.Aspire;

/// <summary>Adds our meters and activity sources to what a service exports. Whether and how it exports is the service's to say.</summary>
internal static class Telemetry
{
    // Set by the app host, whose dashboard collects.
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    public static void AddTo(IHostApplicationBuilder builder)
    {
        if (string.IsNullOrEmpty(builder.Configuration[Endpoint]))
        {
            return;
        }

        builder.Services.ConfigureOpenTelemetryMeterProvider(static metrics => metrics.AddMeter($"{DurableTelemetry.MeterName}*"));
        builder.Services.ConfigureOpenTelemetryTracerProvider(static traces => traces.AddSource($"{DurableTelemetry.ActivitySourceName}*"));
    }
}
