using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Durable.Bench.Measuring;

/// <summary>Listens to traces and metrics as a service does that sends them away: the SDK of OpenTelemetry, in batches, every trace, to nobody.</summary>
internal sealed class Listening : IDisposable
{
    private readonly TracerProvider _traces;
    private readonly MeterProvider _metrics;

    private Listening(TracerProvider traces, MeterProvider metrics) => (_traces, _metrics) = (traces, metrics);

    public static Listening Start() => new(
        Sdk.CreateTracerProviderBuilder().AddDurableInstrumentation().AddProcessor(new BatchActivityExportProcessor(new NoExporter<Activity>())).Build(),
        Sdk.CreateMeterProviderBuilder().AddDurableInstrumentation().AddReader(new PeriodicExportingMetricReader(new NoExporter<Metric>(), 1000)).Build());

    public void Dispose()
    {
        _traces.Dispose();
        _metrics.Dispose();
    }

    private sealed class NoExporter<T> : BaseExporter<T>
        where T : class
    {
        public override ExportResult Export(in Batch<T> batch) => ExportResult.Success;
    }
}
