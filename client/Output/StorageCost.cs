using System.Globalization;
using System.Text.Json;
using Durable.CommandLine.Api;

namespace Durable.CommandLine.Output;

/// <summary>What an execution has cost its store, where the store counts it.</summary>
internal static class StorageCost
{
    /// <summary>Requests and units; null where the store does not count them.</summary>
    public static string? Of(JsonElement? usage) => usage?.Number("StorageRequests") is { } requests
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"{requests} requests, {Units(usage, "WriteUnits"):0.#} write units (indexes {Units(usage, "IndexWriteUnits"):0.#} more), {Units(usage, "ReadUnits"):0.#} read units")
        : null;

    /// <summary>The same as money; null where the store does not count.</summary>
    public static string? PriceOf(JsonElement? usage, PriceTable prices)
    {
        if (usage?.Number("StorageRequests") is null)
        {
            return null;
        }

        var writes = Units(usage, "WriteUnits") + Units(usage, "IndexWriteUnits");
        var price = ((writes * prices.WriteUnitsPerMillion) + (Units(usage, "ReadUnits") * prices.ReadUnitsPerMillion)) / 1_000_000;
        return string.Create(CultureInfo.InvariantCulture, $"{price:0.########} {prices.Currency}");
    }

    private static decimal Units(JsonElement? usage, string name) =>
        usage?.Member(name) is { ValueKind: JsonValueKind.Number } member ? member.GetDecimal() : 0;
}
