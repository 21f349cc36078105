using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Durable.Testing;

/// <summary>The meters of one host, as the generic host makes them.</summary>
public sealed class TestMeterFactory : IMeterFactory
{
    private readonly ConcurrentDictionary<string, Meter> _meters = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public Meter Create(MeterOptions options) => _meters.GetOrAdd(options.Name, name => new Meter(new MeterOptions(name) { Scope = this }));

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var meter in _meters.Values)
        {
            meter.Dispose();
        }
    }
}
