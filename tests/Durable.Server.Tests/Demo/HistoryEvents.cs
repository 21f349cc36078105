using Durable.Model;

namespace Durable.Server.Tests.Demo;

/// <summary>Events of a history, at so many milliseconds after its start.</summary>
internal static class HistoryEvents
{
    public static readonly DateTimeOffset Start = new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);

    public static DateTimeOffset At(int milliseconds) => Start.AddMilliseconds(milliseconds);

    public static HistoryEvent WaitStarted(string id, int dueAt) => Event(
        HistoryEventType.WaitStarted, id, 0, new HistoryEventDetails { ScheduledEndTimestamp = At(dueAt) });

    public static HistoryEvent WaitSucceeded(string id, int at) => Event(HistoryEventType.WaitSucceeded, id, at);

    public static HistoryEvent StepSucceeded(string id, int at) => Event(HistoryEventType.StepSucceeded, id, at);

    public static HistoryEvent StepFailed(string id, int at, int? nextDelaySeconds) => Event(
        HistoryEventType.StepFailed, id, at, new HistoryEventDetails { RetryDetails = new RetryDetails(1, nextDelaySeconds) });

    private static HistoryEvent Event(HistoryEventType type, string id, int at, HistoryEventDetails? details = null) =>
        new() { EventType = type, EventId = 1, EventTimestamp = At(at), Id = id, Details = details ?? new HistoryEventDetails() };
}
