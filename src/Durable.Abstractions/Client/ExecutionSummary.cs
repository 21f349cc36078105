namespace Durable;

/// <summary>An execution in a list.</summary>
public sealed record ExecutionSummary
{
    /// <summary>Function and name.</summary>
    public required ExecutionId Id { get; init; }

    /// <summary>Unique name in wire form.</summary>
    public required string Arn { get; init; }

    /// <summary>Version of the function it was started on.</summary>
    public required string FunctionVersion { get; init; }

    /// <summary>Where it stands.</summary>
    public required ExecutionStatus Status { get; init; }

    /// <summary>When it was started.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <inheritdoc cref="ExecutionDescription.ParkedAt"/>
    public DateTimeOffset? ParkedAt { get; init; }
}
