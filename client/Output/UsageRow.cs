using System.Globalization;

namespace Durable.CommandLine.Output;

/// <summary>A function's sums as a row; what the store does not count is left empty.</summary>
internal static class UsageRow
{
    private static readonly Column[] s_columns =
    [
        new("Function"),
        new("Executions", Importance: 2),
        new("Checkpoints", Importance: 3),
        new("Requests", Importance: 4),
        new("Write units", Importance: 5),
        new("Index units", Importance: 7),
        new("Read units", Importance: 6),
        new("Bytes written", Importance: 8),
        new("Bytes read", Importance: 9),
    ];

    public static Column[] Columns(PriceTable? prices) => prices is null ? s_columns : [.. s_columns, new("Price", Importance: 1)];

    public static string[] Of(FunctionUsage function, PriceTable? prices)
    {
        var usage = function.Usage;
        string[] cells =
        [
            function.FunctionName,
            Number(function.Executions),
            Number(usage.Checkpoints),
            Number(usage.StorageRequests),
            Units(usage.WriteUnits),
            Units(usage.IndexWriteUnits),
            Units(usage.ReadUnits),
            Number(usage.BytesWritten),
            Number(usage.BytesRead),
        ];
        return prices is null ? cells : [.. cells, StorageCost.PriceOf(usage, prices) ?? string.Empty];
    }

    private static string Number(long? value) => value?.ToString(CultureInfo.InvariantCulture) ?? string.Empty;

    private static string Units(double? value) => value?.ToString("0.#", CultureInfo.InvariantCulture) ?? string.Empty;
}
