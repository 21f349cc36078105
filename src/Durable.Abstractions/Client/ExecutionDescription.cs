using System.Collections.ObjectModel;
using Durable.Model;

namespace Durable;

/// <summary>What is committed of an execution.</summary>
public sealed record ExecutionDescription
{
    /// <summary>Function and name.</summary>
    public required ExecutionId Id { get; init; }

    /// <summary>Unique name in wire form.</summary>
    public required string Arn { get; init; }

    /// <summary>Version of the function that the run was started on.</summary>
    public required string FunctionVersion { get; init; }

    /// <summary>The execution that invoked it; null when a client started it.</summary>
    public ExecutionId? InvokedBy { get; init; }

    /// <summary>Tenant it runs for, as its invoker has set it; null if none.</summary>
    public string? TenantId { get; init; }

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

    /// <summary>
    /// Since when it has stood still, because of what <see cref="Error"/> says; null while nothing is wrong. It goes on after
    /// <see cref="IDurableClient.ResumeAsync"/>; one whose function or version is missing also by itself, on a host that has it.
    /// </summary>
    public DateTimeOffset? ParkedAt { get; init; }

    /// <summary>What it waits for; null once it has ended.</summary>
    public ExecutionWaiting? Waiting { get; init; }

    /// <summary>Why it does not go on as it should; null while it does.</summary>
    public StuckFinding? Stuck { get; init; }

    /// <summary>How long the run may take.</summary>
    public TimeSpan? ExecutionTimeout { get; init; }

    /// <summary>How long it is kept after its end.</summary>
    public TimeSpan? Retention { get; init; }

    /// <summary>Whether <see cref="Input"/>, <see cref="Result"/> and <see cref="Error"/> were asked for.</summary>
    public bool DataIncluded { get; init; }

    /// <summary>The run's input.</summary>
    public string? Input { get; init; }

    /// <summary>The result of an execution that succeeded.</summary>
    public string? Result { get; init; }

    /// <summary>The error of an execution that ended otherwise, or why it is parked.</summary>
    public ErrorObject? Error { get; init; }

    /// <summary>What the execution has cost so far, in all its runs; operations and log are the run's.</summary>
    public ExecutionUsage Usage { get; init; } = new();
}
