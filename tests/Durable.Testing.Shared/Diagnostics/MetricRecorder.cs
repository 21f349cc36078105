using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Durable.Testing;

/// <summary>Keeps what the meters of one host are told.</summary>
public sealed class MetricRecorder : IDisposable
{
    private readonly ConcurrentQueue<Measured> _measured = new();
    private readonly ConcurrentDictionary<string, Instrument> _instruments = new(StringComparer.Ordinal);
    private readonly MeterListener _listener;

    /// <param name="factory">The host's.</param>
    public MetricRecorder(IMeterFactory factory)
    {
        _listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Scope == factory && instrument.Meter.Name == DurableTelemetry.MeterName)
                {
                    _instruments[instrument.Name] = instrument;
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>The instruments that there are, by name.</summary>
    public IReadOnlyDictionary<string, Instrument> Instruments => _instruments;

    /// <summary>All time series, each as its instrument and dimensions.</summary>
    public IReadOnlyList<string> Series => [.. _measured.Select(static one => one.ToString()).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>What one instrument was told.</summary>
    /// <param name="name">Its name.</param>
    public IReadOnlyList<Measured> Of(string name) => [.. _measured.Where(one => one.Name == name)];

    /// <summary>The sum of what one instrument was told, for one value of a dimension or for all.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="dimension">The dimension and its value, as <c>name=value</c>.</param>
    public double Sum(string name, string? dimension = null) =>
        Of(name).Where(one => dimension is null || one.Dimensions.Contains(dimension)).Sum(static one => one.Value);

    /// <summary>Asks the instruments that are looked at.</summary>
    public void Look() => _listener.RecordObservableInstruments();

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var dimensions = new List<string>();
        foreach (var (name, tag) in tags)
        {
            dimensions.Add($"{name}={tag}");
        }

        _measured.Enqueue(new Measured(instrument.Name, value, dimensions));
    }
}

/// <summary>One measurement.</summary>
/// <param name="Name">The instrument.</param>
/// <param name="Value">The value.</param>
/// <param name="Dimensions">The dimensions, as <c>name=value</c>.</param>
public sealed record Measured(string Name, double Value, IReadOnlyList<string> Dimensions)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Name}{{{string.Join(',', Dimensions)}}}";
}
