namespace Durable;

/// <summary>Which part of a history to read.</summary>
public sealed record HistoryQuery
{
    /// <summary>Whether payloads are filled in; otherwise they are marked truncated. Default: true.</summary>
    public bool IncludeExecutionData { get; init; } = true;

    /// <summary>Newest first.</summary>
    public bool ReverseOrder { get; init; }

    /// <summary>1 to 1000; default 100.</summary>
    public int PageSize { get; init; } = ExecutionQuery.DefaultPageSize;

    /// <summary><see cref="HistoryPage.NextMarker"/> of the page before.</summary>
    public string? Marker { get; init; }
}
