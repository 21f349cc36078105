using System.Collections.ObjectModel;

namespace Durable;

/// <summary>An execution in a list.</summary>
public sealed record ExecutionSummary
{
    /// <summary>Function and name.</summary>
    public required ExecutionId Id { get; init; }

    /// <summary>Unique name in wire form.</summary>
    public required string Arn { get; init; }

    /// <summary>Version of the function that the run was started on.</summary>
    public required string FunctionVersion { get; init; }

    /// <summary>Where it stands.</summary>
    public required ExecutionStatus Status { get; init; }

    /// <summary>When its run was started.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Which run of the execution this is: 1, and one more each time it continues as new.</summary>
    public int RunNumber { get; init; } = 1;

    /// <summary>When the execution was started, if it has continued as new since; null in its first run.</summary>
    public DateTimeOffset? FirstStartedAt { get; init; }

    /// <inheritdoc cref="StartOptions.BusinessKey"/>
    public string? BusinessKey { get; init; }

    /// <summary>The tags it was started with.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <inheritdoc cref="ExecutionDescription.ParkedAt"/>
    public DateTimeOffset? ParkedAt { get; init; }

    /// <summary>What its head says that it waits for; null once it has ended.</summary>
    public WaitingFor? Waiting { get; init; }

    /// <inheritdoc cref="ExecutionDescription.Stuck"/>
    public StuckFinding? Stuck { get; init; }
}
