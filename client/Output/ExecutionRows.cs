using System.Globalization;
using System.Text.Json;
using Durable.CommandLine.Api;

namespace Durable.CommandLine.Output;

/// <summary>An execution as names and values; what it does not have is left out.</summary>
internal static class ExecutionRows
{
    public static IEnumerable<string[]> Of(JsonElement execution, DateTimeOffset now, PriceTable? prices = null)
    {
        var arn = execution.Text("DurableExecutionArn") ?? string.Empty;
        var startedAt = execution.Time("StartTimestamp");
        var endedAt = execution.Time("EndTimestamp");
        var config = execution.Member("DurableConfig");
        var usage = execution.Member("Usage")?.Read<ExecutionUsage>();
        (string Name, string? Value)[] rows =
        [
            ("Execution", ShortId.Of(arn)),
            ("Status", execution.Text("Status")),
            ("Parked", execution.Time("ParkedTimestamp") is { } parkedAt ? $"since {Times.Of(parkedAt)}, because of the error" : null),
            ("Business key", execution.Text("BusinessKey")),
            ("Tags", TagText.Of(execution)),
            ("Run", execution.Number("RunNumber") is { } run
                ? Invariant($"{run}{(execution.Time("FirstStartTimestamp") is { } first ? $", the first began {Times.Of(first)}" : "")}")
                : null),
            ("Invoked by", execution.Text("InvokedBy")),
            ("Tenant", execution.Text("TenantId")),
            ("Started", startedAt is { } start ? Times.Of(start) : null),
            ("Ended", endedAt is { } end ? Times.Of(end) : null),
            ("Duration", startedAt is { } from ? Times.Span((endedAt ?? now) - from) : null),
            ("Input", execution.Text("InputPayload")),
            ("Result", execution.Text("Result")),
            ("Error", execution.Member("Error") is { } error ? ErrorText.Of(error) : null),
            .. ErrorText.Story(execution.Member("Error")),
            ("Version", execution.Text("Version")),
            ("Timeout", config?.Number("ExecutionTimeout") is { } timeout ? Times.OfSeconds(timeout) : null),
            ("Retention", config?.Number("RetentionPeriodInDays") is { } days ? Invariant($"{days} d") : null),
            ("Operations", usage?.Operations.ToString(CultureInfo.InvariantCulture)),
            ("Checkpoints", usage?.Checkpoints.ToString(CultureInfo.InvariantCulture)),
            ("Log bytes", usage?.LogBytes.ToString(CultureInfo.InvariantCulture)),
            ("Storage", StorageCost.Of(usage)),
            ("Price", prices is null ? null : StorageCost.PriceOf(usage, prices)),
            ("ARN", arn),
        ];
        return rows.Where(static row => row.Value is not null).Select(static row => new[] { row.Name, row.Value! });
    }
}
