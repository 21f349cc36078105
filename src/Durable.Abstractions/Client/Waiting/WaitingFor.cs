using Durable.Model;

namespace Durable;

/// <summary>One thing that a running execution waits for.</summary>
public sealed record WaitingFor
{
    /// <summary>What kind of thing.</summary>
    public required WaitKind Kind { get; init; }

    /// <summary>The operation, where it is one and the host that answers has the execution in memory.</summary>
    public string? OperationId { get; init; }

    /// <summary>Name of the operation; at most 40 characters of it where the execution is not in memory. Null when it has none.</summary>
    public string? Name { get; init; }

    /// <summary>Since when.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>When the clock ends it: the end of a wait, the next attempt, the timeout of a callback. Null when it never does.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Attempts that have begun: of a step, or of a condition. 0 where there are none.</summary>
    public int Attempt { get; init; }

    /// <summary>How many of the newest attempts failed in a row with one type of error.</summary>
    public int Failures { get; init; }

    /// <summary>The error of the last attempt, or why the execution is parked.</summary>
    public ErrorObject? LastError { get; init; }

    /// <summary>The invoked execution.</summary>
    public ExecutionId? Execution { get; init; }
}
