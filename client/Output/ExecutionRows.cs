using System.Globalization;
using Durable.Model;

namespace Durable.CommandLine.Output;

/// <summary>An execution as names and values; what it does not have is left out.</summary>
internal static class ExecutionRows
{
    public static IEnumerable<string[]> Of(ExecutionDescription execution, DateTimeOffset now, PriceTable? prices = null)
    {
        var usage = execution.Usage;
        (string Name, string? Value)[] rows =
        [
            ("Execution", execution.Id.ToString()),
            ("Status", WireNames.Of(execution.Status)),
            ("Parked", execution.ParkedAt is { } parkedAt ? $"since {Times.Of(parkedAt)}, because of the error" : null),
            ("Stuck", execution.Stuck is { } stuck ? $"{stuck.Explanation} {stuck.Action}" : null),
            .. WaitRows.Of(execution.Waiting, now),
            ("Business key", execution.BusinessKey),
            ("Tags", TagText.Of(execution.Tags)),
            ("Run", execution.FirstStartedAt is { } first ? Invariant($"{execution.RunNumber}, the first began {Times.Of(first)}") : null),
            ("Invoked by", execution.InvokedBy?.ToString()),
            ("Tenant", execution.TenantId),
            ("Started", Times.Of(execution.StartedAt)),
            ("Ended", execution.EndedAt is { } endedAt ? Times.Of(endedAt) : null),
            ("Duration", Times.Span((execution.EndedAt ?? now) - execution.StartedAt)),
            ("Input", execution.Input),
            ("Result", execution.Result),
            ("Error", execution.Error is { } error ? ErrorText.Of(error) : null),
            .. ErrorText.Story(execution.Error),
            ("Version", execution.FunctionVersion is { Length: > 0 } version ? version : null),
            ("Timeout", execution.ExecutionTimeout is { } timeout ? Times.Span(timeout) : null),
            ("Retention", execution.Retention is { } retention ? Invariant($"{Math.Ceiling(retention.TotalDays)} d") : null),
            ("Operations", usage.Operations.ToString(CultureInfo.InvariantCulture)),
            ("Checkpoints", usage.Checkpoints.ToString(CultureInfo.InvariantCulture)),
            ("Log bytes", usage.LogBytes.ToString(CultureInfo.InvariantCulture)),
            ("Storage", StorageCost.Of(usage)),
            ("Price", prices is null ? null : StorageCost.PriceOf(usage, prices)),
            ("ARN", execution.Arn),
        ];
        return rows.Where(static row => row.Value is not null).Select(static row => new[] { row.Name, row.Value! });
    }
}
