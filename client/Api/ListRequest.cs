using System.Collections.ObjectModel;

namespace Durable.CommandLine.Api;

/// <summary>Which executions to list.</summary>
internal sealed record ListRequest
{
    public string? Function { get; init; }

    public string? BusinessKey { get; init; }

    public IReadOnlyDictionary<string, string> Tags { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    public required IReadOnlyList<string> Statuses { get; init; }

    public DateTimeOffset? StartedAfter { get; init; }

    public DateTimeOffset? StartedBefore { get; init; }

    public required int Limit { get; init; }

    public string? Marker { get; init; }

    public bool OldestFirst { get; init; }
}
