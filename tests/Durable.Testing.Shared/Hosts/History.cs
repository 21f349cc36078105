using Durable.Model;

namespace Durable.Testing;

/// <summary>The committed history of an execution, as tests look at it.</summary>
/// <param name="Events">All events, oldest first.</param>
public sealed record History(IReadOnlyList<HistoryEvent> Events)
{
    /// <summary>What happened, in order.</summary>
    public IReadOnlyList<HistoryEventType> Types => [.. Events.Select(static item => item.EventType)];

    /// <summary>Waits that are recorded and not over.</summary>
    public int OpenWaits => Count(HistoryEventType.WaitStarted) - Count(HistoryEventType.WaitSucceeded);

    /// <summary>How many events of a type there are.</summary>
    /// <param name="type">The type.</param>
    public int Count(HistoryEventType type) => Events.Count(item => item.EventType == type);

    /// <summary>The events of a type.</summary>
    /// <param name="type">The type.</param>
    public IReadOnlyList<HistoryEvent> Of(HistoryEventType type) => [.. Events.Where(item => item.EventType == type)];

    /// <summary>The events of the operation of a name.</summary>
    /// <param name="name">The name.</param>
    public IReadOnlyList<HistoryEvent> Named(string name) => [.. Events.Where(item => item.Id is not null && item.Name == name)];

    /// <inheritdoc/>
    public override string ToString() => $"[{string.Join(", ", Types)}]";
}
