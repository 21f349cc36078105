using System.Collections.Concurrent;

namespace Durable.Core.Diagnostics;

/// <summary>The tenants that metrics tell apart: the first that this process sees. Thread-safe.</summary>
internal sealed class TenantLabels
{
    private readonly ConcurrentDictionary<string, string> _known = new(StringComparer.Ordinal);
    private readonly Lock _adding = new();

    /// <summary>What a tenant is called.</summary>
    public string LabelOf(string tenantId)
    {
        if (_known.TryGetValue(tenantId, out var known))
        {
            return known;
        }

        lock (_adding)
        {
            return _known.Count < DurableTelemetryOptions.MaxTenants ? _known.GetOrAdd(tenantId, tenantId) : MetricDimensions.Other;
        }
    }
}
