using System.Globalization;
using Durable.Model;

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

    public static string[] Of(HistoryEvent one, bool withDate)
    {
        var type = one.EventType.ToString();
        return
        [
            one.EventId.ToString(CultureInfo.InvariantCulture),
            withDate ? Times.Of(one.EventTimestamp) : Times.OfDay(one.EventTimestamp),
            type,

            // The execution's own events carry its run id, which says nothing here.
            type.StartsWith("Execution", StringComparison.Ordinal) ? string.Empty : one.Id ?? string.Empty,
            one.Name ?? string.Empty,
            string.Join("; ", Details(one.Details)),
        ];
    }

    private static IEnumerable<string> Details(HistoryEventDetails details)
    {
        if (details.Input?.Payload is { } input)
        {
            yield return $"input {input}";
        }

        if (details.RunNumber is { } run)
        {
            yield return Invariant($"run {run}");
        }

        if (details.FirstStartTimestamp is { } firstStartedAt)
        {
            yield return $"the first began {Times.Of(firstStartedAt)}";
        }

        if (details.Result?.Payload is { } result)
        {
            yield return $"result {result}";
        }

        if (details.Error is { } error)
        {
            yield return error.Payload is { } payload ? $"error {ErrorText.Of(payload)}" : "error";
        }

        if (details.RetryDetails is { } retry)
        {
            foreach (var text in Retry(retry))
            {
                yield return text;
            }
        }

        if (details.DurableExecutionArn is { } invoked)
        {
            yield return $"invokes {(ExecutionArn.TryParse(invoked, out var arn) ? arn.Id.ToString() : invoked)}{(details.TenantId is { } tenant ? $" for {tenant}" : "")}";
        }

        if (details.CallbackId is { } callbackId)
        {
            yield return $"id {callbackId}";
        }

        if (details.Timeout is { } timeout)
        {
            yield return $"timeout {Times.OfSeconds(timeout)}";
        }

        if (details.HeartbeatTimeout is { } heartbeat)
        {
            yield return $"heartbeat within {Times.OfSeconds(heartbeat)}";
        }

        if (details.Duration is { } seconds)
        {
            yield return Times.OfSeconds(seconds);
        }
    }

    // The first attempt of a step that is not tried again is what one expects, and not said.
    private static IEnumerable<string> Retry(RetryDetails retry)
    {
        var attempt = retry.CurrentAttempt;
        if (retry.NextAttemptDelaySeconds is { } delay)
        {
            yield return Invariant($"attempt {attempt}, next in {Times.OfSeconds(delay)}");
        }
        else if (attempt > 1)
        {
            yield return Invariant($"attempt {attempt}");
        }
    }
}
