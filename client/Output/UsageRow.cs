using System.Globalization;

namespace Durable.CommandLine.Output;

/// <summary>A function's sums as a row; what the store does not count is left empty.</summary>
/// <param name="hasRows">Whether the store counts rows, and no units that have a price.</param>
/// <param name="prices">What the units cost; null when nobody asks.</param>
internal sealed class UsageRow(bool hasRows, PriceTable? prices)
{
    private static readonly Column[] s_common =
    [
        new("Function"),
        new("Executions", Importance: 2),
        new("Checkpoints", Importance: 3),
        new("Requests", Importance: 4),
    ];

    private static readonly Column[] s_ofRows = [.. s_common, new("Rows written", Importance: 5), new("Bytes written", Importance: 8)];

    private static readonly Column[] s_ofUnits =
    [
        .. s_common,
        new("Write units", Importance: 5),
        new("Index units", Importance: 7),
        new("Read units", Importance: 6),
        new("Bytes written", Importance: 8),
        new("Bytes read", Importance: 9),
    ];

    public Column[] Columns => hasRows ? s_ofRows : prices is null ? s_ofUnits : [.. s_ofUnits, new("Price", Importance: 1)];

    public string[] Of(FunctionUsage function)
    {
        var usage = function.Usage;
        string[] common = [function.FunctionName, Number(function.Executions), Number(usage.Checkpoints), Number(usage.StorageRequests)];
        if (hasRows)
        {
            return [.. common, Number(usage.RowsWritten), Number(usage.BytesWritten)];
        }

        string[] cells =
        [
            .. common, Units(usage.WriteUnits), Units(usage.IndexWriteUnits), Units(usage.ReadUnits), Number(usage.BytesWritten), Number(usage.BytesRead),
        ];
        return prices is null ? cells : [.. cells, StorageCost.PriceOf(usage, prices) ?? string.Empty];
    }

    private static string Number(long? value) => value?.ToString(CultureInfo.InvariantCulture) ?? string.Empty;

    private static string Units(double? value) => value?.ToString("0.#", CultureInfo.InvariantCulture) ?? string.Empty;
}
