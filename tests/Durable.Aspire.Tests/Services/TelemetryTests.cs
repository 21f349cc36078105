using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Durable.Aspire.Tests.Services;

/// <summary>A service whose app host collects telemetry sends ours, too.</summary>
public sealed class TelemetryTests
{
    [Theory]
    [InlineData("http://localhost:4317", true)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Metrics_are_exported_where_the_app_host_collects_them(string? endpoint, bool expected)
    {
        var exported = new ExportedNames();
        using var host = Build(endpoint, services => services.WithMetrics(metrics => metrics.AddReader(new BaseExportingMetricReader(exported))));
        var provider = host.Services.GetRequiredService<MeterProvider>();
        using var meter = new Meter("OrleansDurable.Storage.Example");
        using var other = new Meter("Shop");

        meter.CreateCounter<long>("ours").Add(1);
        other.CreateCounter<long>("theirs").Add(1);
        provider.ForceFlush();

        Assert.Equal(expected ? ["ours"] : [], exported.Names);
    }

    [Theory]
    [InlineData("http://localhost:4317", true)]
    [InlineData(null, false)]
    public void Activities_are_recorded_where_the_app_host_collects_them(string? endpoint, bool expected)
    {
        using var host = Build(endpoint, static services => services.WithTracing());
        _ = host.Services.GetRequiredService<TracerProvider>();
        using var source = new ActivitySource("OrleansDurable.Example");
        using var other = new ActivitySource("Shop");

        using var activity = source.StartActivity("ours");

        Assert.Equal(expected, activity is not null);
        Assert.Null(other.StartActivity("theirs"));
    }

    private static IHost Build(string? endpoint, Action<OpenTelemetryBuilder> telemetry)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(
            [new("Durable:Store:ProviderType", "Sqlite"), new("Durable:Store:Path", "not opened"), new("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint)]);
        builder.AddDurable();
        telemetry(builder.Services.AddOpenTelemetry());
        return builder.Build();
    }

    private sealed class ExportedNames : BaseExporter<Metric>
    {
        public List<string> Names { get; } = [];

        public override ExportResult Export(in Batch<Metric> batch)
        {
            foreach (var metric in batch)
            {
                Names.Add(metric.Name);
            }

            return ExportResult.Success;
        }
    }
}
