namespace Durable;

/// <summary>That an execution does not go on as it should, and what helps.</summary>
public sealed record StuckFinding
{
    /// <summary>Which rule it meets.</summary>
    public required StuckReason Reason { get; init; }

    /// <summary>Since when.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>One sentence about it.</summary>
    public required string Explanation { get; init; }

    /// <summary>What to do.</summary>
    public required string Action { get; init; }
}
