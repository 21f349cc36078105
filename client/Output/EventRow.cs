using System.Globalization;
using System.Text.Json;
using Durable.CommandLine.Api;

namespace Durable.CommandLine.Output;

/// <summary>An event of a history as a row.</summary>
internal static class EventRow
{
    public static readonly IReadOnlyList<Column> Columns =
    [
        new("#"),
        new("Time", Importance: 3),
        new("Event"),
        new("Id", Importance: 4),
        new("Name", Importance: 1, Wraps: true),
        new("Details", Importance: 2, MinWidth: 18, Wraps: true),
    ];

    public static string[] Of(JsonElement json, bool withDate)
    {
        var type = json.Text("EventType") ?? "?";
        return
        [
            json.Number("EventId")?.ToString(CultureInfo.InvariantCulture) ?? string.Empty,
            json.Time("EventTimestamp") is { } at ? withDate ? Times.Of(at) : Times.OfDay(at) : string.Empty,
            type,

            // The execution's own events carry its run id, which says nothing here.
            type.StartsWith("Execution", StringComparison.Ordinal) ? string.Empty : json.Text("Id") ?? string.Empty,
            json.Text("Name") ?? string.Empty,
            json.Member($"{type}Details") is { } details ? string.Join("; ", Details(details)) : string.Empty,
        ];
    }

    private static IEnumerable<string> Details(JsonElement details)
    {
        if (details.Member("Input")?.Text("Payload") is { } input)
        {
            yield return $"input {input}";
        }

        if (details.Number("RunNumber") is { } run)
        {
            yield return Invariant($"run {run}");
        }

        if (details.Time("FirstStartTimestamp") is { } firstStartedAt)
        {
            yield return $"the first began {Times.Of(firstStartedAt)}";
        }

        if (details.Member("Result")?.Text("Payload") is { } result)
        {
            yield return $"result {result}";
        }

        if (details.Member("Error") is { } error)
        {
            yield return error.Member("Payload") is { } payload ? $"error {ErrorText.Of(payload)}" : "error";
        }

        if (details.Member("RetryDetails") is { } retry)
        {
            foreach (var text in Retry(retry))
            {
                yield return text;
            }
        }

        if (details.Text("DurableExecutionArn") is { } invoked)
        {
            yield return $"invokes {ShortId.Of(invoked)}{(details.Text("TenantId") is { } tenant ? $" for {tenant}" : "")}";
        }

        if (details.Text("CallbackId") is { } callbackId)
        {
            yield return $"id {callbackId}";
        }

        if (details.Number("Timeout") is { } timeout)
        {
            yield return $"timeout {Times.OfSeconds(timeout)}";
        }

        if (details.Number("HeartbeatTimeout") is { } heartbeat)
        {
            yield return $"heartbeat within {Times.OfSeconds(heartbeat)}";
        }

        if (details.Number("Duration") is { } seconds)
        {
            yield return Times.OfSeconds(seconds);
        }
    }

    // The first attempt of a step that is not tried again is what one expects, and not said.
    private static IEnumerable<string> Retry(JsonElement retry)
    {
        var attempt = retry.Number("CurrentAttempt");
        if (retry.Number("NextAttemptDelaySeconds") is { } delay)
        {
            yield return Invariant($"attempt {attempt}, next in {Times.OfSeconds(delay)}");
        }
        else if (attempt > 1)
        {
            yield return Invariant($"attempt {attempt}");
        }
    }
}
