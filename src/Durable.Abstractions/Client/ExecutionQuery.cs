using System.Collections.ObjectModel;

namespace Durable;

/// <summary>Which executions to list.</summary>
public sealed record ExecutionQuery
{
    /// <summary>Default of <see cref="PageSize"/>.</summary>
    public const int DefaultPageSize = 100;

    /// <summary>Largest <see cref="PageSize"/>.</summary>
    public const int MaxPageSize = 1000;

    /// <summary>Only this function's executions.</summary>
    public string? FunctionName { get; init; }

    /// <summary>Only the execution of this name.</summary>
    public string? Name { get; init; }

    /// <summary>Only executions of this business key, found by an index.</summary>
    public string? BusinessKey { get; init; }

    /// <summary>
    /// Only executions that have all these tags, each with this value. All that the other filters let through is looked at for it, so combine it with
    /// one of them where there are many executions.
    /// </summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>Only executions with one of these statuses; empty means any.</summary>
    public IReadOnlyList<ExecutionStatus> Statuses { get; init; } = [];

    /// <summary>
    /// Only executions that do not go on as they should (<see cref="ExecutionSummary.Stuck"/>). All that the other filters let through is looked at for
    /// it, several pages of the store for one of the list, and a page may have fewer than were asked for: go on as long as there is a marker.
    /// </summary>
    public bool IsStuck { get; init; }

    /// <summary>Only executions started later than this; what counts is the first run.</summary>
    public DateTimeOffset? StartedAfter { get; init; }

    /// <summary>Only executions started earlier than this; what counts is the first run.</summary>
    public DateTimeOffset? StartedBefore { get; init; }

    /// <summary>Oldest first instead of newest first.</summary>
    public bool OldestFirst { get; init; }

    /// <summary>1 to 1000; default 100.</summary>
    public int PageSize { get; init; } = DefaultPageSize;

    /// <summary><see cref="ExecutionPage.NextMarker"/> of the page before; the filters must be the same.</summary>
    public string? Marker { get; init; }
}
