using System.Text.Json.Serialization;

namespace Durable.Model;

/// <summary>One event of an execution's history. Ids are dense and in order of occurrence, from 1.</summary>
[JsonConverter(typeof(HistoryEventJsonConverter))]
public sealed record HistoryEvent
{
    /// <summary>What happened.</summary>
    public required HistoryEventType EventType { get; init; }

    /// <summary>Position in the history, from 1.</summary>
    public required long EventId { get; init; }

    /// <summary>When it happened.</summary>
    public required DateTimeOffset EventTimestamp { get; init; }

    /// <summary>The operation; for execution events the execution's own id.</summary>
    public string? Id { get; init; }

    /// <summary>The operation's name.</summary>
    public string? Name { get; init; }

    /// <summary>The operation's sub-type.</summary>
    public string? SubType { get; init; }

    /// <summary>The enclosing context; absent at the root.</summary>
    public string? ParentId { get; init; }

    /// <summary>Details; on the wire the member <c>&lt;EventType&gt;Details</c>.</summary>
    public HistoryEventDetails Details { get; init; } = new();
}
