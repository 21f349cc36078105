namespace Durable.Core.Diagnostics;

/// <summary>What an instrument does with what it is told.</summary>
internal enum MetricKind
{
    Counter,
    UpDownCounter,
    Gauge,
    Histogram,
}
