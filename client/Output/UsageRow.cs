using System.Globalization;
using Durable.Wire;

namespace Durable.CommandLine.Output;

/// <summary>A function's sums as a row; what the store does not count is left empty.</summary>
internal static class UsageRow
{
    private static readonly string[] s_columns =
        ["Function", "Executions", "Checkpoints", "Requests", "Write units", "Index units", "Read units", "Bytes written", "Bytes read"];

    public static string[] Columns(PriceTable? prices) => prices is null ? s_columns : [.. s_columns, "Price"];

    public static string[] Of(FunctionUsageAnswer function, PriceTable? prices)
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
