using Durable.AspNetCore.Access;
using Durable.Silo.Hosting;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Durable.Silo.Telemetry;

/// <summary>Gives traces, metrics and logs to whoever the command line names.</summary>
internal static class TelemetryHosting
{
    private const string ServiceName = "durable-server";

    // What the server stands on. Spans of requests are left out: they have the path, and with it the ids of callbacks, which are secrets.
    private static readonly string[] s_meters = ["Microsoft.Orleans", "System.Runtime"];

    public static void AddTelemetry(this IServiceCollection services, ServerOptions options)
    {
        var telemetry = options.Telemetry;
        if (telemetry is { OtlpEndpoint: null, Prometheus: false })
        {
            return;
        }

        var builder = services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(
                ServiceName, options.ServiceId, typeof(TelemetryHosting).Assembly.GetName().Version?.ToString(3)))
            .WithMetrics(metrics =>
            {
                metrics.AddDurableInstrumentation(durable => durable.StuckCountInterval = telemetry.StuckCountInterval).AddMeter(s_meters);
                if (telemetry.Prometheus)
                {
                    metrics.AddPrometheusExporter();
                }
            });
        if (telemetry.OtlpEndpoint is { } endpoint)
        {
            services.Configure<OpenTelemetryLoggerOptions>(static logs => (logs.IncludeScopes, logs.IncludeFormattedMessage) = (true, true));
            builder
                .WithTracing(static traces => traces.AddDurableInstrumentation())
                .WithLogging()
                .UseOtlpExporter(telemetry.OtlpProtocol == OtlpProtocol.Http ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc, endpoint);
        }
    }

    /// <summary>Maps the path that Prometheus reads; what metrics say is no more than what a viewer may see.</summary>
    public static void MapTelemetry(this IEndpointRouteBuilder endpoints, ServerOptions options)
    {
        if (options.Telemetry.Prometheus)
        {
            var path = endpoints.MapPrometheusScrapingEndpoint(TelemetryServerOptions.MetricsPath);
            if (options.Access.IsAuthenticated)
            {
                path.RequireAuthorization(RolePolicies.Read);
            }
        }
    }
}
