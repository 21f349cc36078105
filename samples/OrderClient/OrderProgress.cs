using Durable.Model;

namespace Durable.OrderClient;

/// <summary>What happened to an order since one last looked, a line for each step.</summary>
internal sealed class OrderProgress(ExecutionHandle execution, TextWriter output)
{
    private long _lastEvent;

    /// <summary>Reads the history and writes what is new in it.</summary>
    /// <returns>How many lines.</returns>
    public async Task<int> WriteNewsAsync(CancellationToken cancellationToken)
    {
        // An order has some ten events, so one page holds them all.
        var history = await execution.GetHistoryAsync(new HistoryQuery { PageSize = ExecutionQuery.MaxPageSize }, cancellationToken);
        var lines = 0;
        foreach (var happened in history.Events.Where(happened => happened.EventId > _lastEvent))
        {
            _lastEvent = happened.EventId;
            if (Describe(happened) is { } text)
            {
                output.WriteLine($"  {happened.EventTimestamp.UtcDateTime:HH:mm:ss}  {text}");
                lines++;
            }
        }

        return lines;
    }

    private static string? Describe(HistoryEvent happened) => happened.EventType switch
    {
        HistoryEventType.StepSucceeded => $"{happened.Name}: done",
        HistoryEventType.StepFailed when happened.Details.RetryDetails?.NextAttemptDelaySeconds is { } seconds =>
            $"{happened.Name}: {Reason(happened)} Trying again in {seconds} s.",
        HistoryEventType.StepFailed => $"{happened.Name}: {Reason(happened)}",
        HistoryEventType.InvocationCompleted when happened.Details.Error is not null => "(the silo was lost; another one goes on)",
        _ => null,
    };

    private static string Reason(HistoryEvent happened) => happened.Details.Error?.Payload?.ErrorMessage ?? "failed.";
}
