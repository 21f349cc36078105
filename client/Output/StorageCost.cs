using System.Globalization;

namespace Durable.CommandLine.Output;

/// <summary>What executions have cost their store, where the store counts it.</summary>
internal static class StorageCost
{
    /// <summary>Requests, units or rows, and bytes; null where the store does not count them.</summary>
    public static string? Of(ExecutionUsage? usage) => usage switch
    {
        { StorageRequests: { } requests, RowsWritten: { } rows } => string.Create(
            CultureInfo.InvariantCulture, $"{requests} requests, {rows} rows written, {usage.BytesWritten ?? 0} bytes written"),
        { StorageRequests: { } requests } => string.Create(
            CultureInfo.InvariantCulture,
            $"{requests} requests, {usage.WriteUnits ?? 0:0.#} write units (indexes {usage.IndexWriteUnits ?? 0:0.#} more), {usage.ReadUnits ?? 0:0.#} read units, {usage.BytesWritten ?? 0} bytes written, {usage.BytesRead ?? 0} bytes read"),
        _ => null,
    };

    /// <summary>The units as money; null where the store counts none.</summary>
    public static string? PriceOf(ExecutionUsage? usage, PriceTable prices)
    {
        if (usage is not { StorageRequests: not null, RowsWritten: null })
        {
            return null;
        }

        var writes = Units((usage.WriteUnits ?? 0) + (usage.IndexWriteUnits ?? 0));
        var price = ((writes * prices.WriteUnitsPerMillion) + (Units(usage.ReadUnits ?? 0) * prices.ReadUnitsPerMillion)) / 1_000_000;
        return string.Create(CultureInfo.InvariantCulture, $"{price:0.########} {prices.Currency}");
    }

    // Whatever is answered: a decimal holds less than a double.
    private static decimal Units(double units) => (decimal)Math.Clamp(double.IsNaN(units) ? 0 : units, 0, 1e15);
}
