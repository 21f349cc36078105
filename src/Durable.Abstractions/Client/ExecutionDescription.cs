using Durable.Model;

namespace Durable;

/// <summary>What is committed of an execution.</summary>
public sealed record ExecutionDescription
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

    /// <summary>
    /// Since when it has stood still, because of what <see cref="Error"/> says; null while nothing is wrong. It goes on after
    /// <see cref="IDurableClient.ResumeAsync"/>; one whose function or version is missing also by itself, on a host that has it.
    /// </summary>
    public DateTimeOffset? ParkedAt { get; init; }

    /// <summary>How long it may run.</summary>
    public TimeSpan? ExecutionTimeout { get; init; }

    /// <summary>How long it is kept after its end.</summary>
    public TimeSpan? Retention { get; init; }

    /// <summary>Whether <see cref="Input"/>, <see cref="Result"/> and <see cref="Error"/> were asked for.</summary>
    public bool DataIncluded { get; init; }

    /// <summary>The input.</summary>
    public string? Input { get; init; }

    /// <summary>The result of an execution that succeeded.</summary>
    public string? Result { get; init; }

    /// <summary>The error of an execution that ended otherwise, or why it is parked.</summary>
    public ErrorObject? Error { get; init; }

    /// <summary>What the execution has cost so far.</summary>
    public ExecutionUsage Usage { get; init; } = new();
}
