namespace Durable.Model;

/// <summary>One requested change of one operation.</summary>
public sealed record OperationUpdate
{
    /// <summary>The operation, 1 to 64 of <c>[a-zA-Z0-9-_]</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Its type; cannot change.</summary>
    public required OperationType Type { get; init; }

    /// <summary>What to do.</summary>
    public required OperationAction Action { get; init; }

    /// <summary>Its sub-type; cannot change.</summary>
    public string? SubType { get; init; }

    /// <summary>Its name; cannot change.</summary>
    public string? Name { get; init; }

    /// <summary>The enclosing context; null at the root; cannot change.</summary>
    public string? ParentId { get; init; }

    /// <summary>Result, or state carried to the next attempt.</summary>
    public string? Payload { get; init; }

    /// <summary>Error.</summary>
    public ErrorObject? Error { get; init; }

    /// <summary>CONTEXT SUCCEED: whether the body is run again on replay because the payload is only a summary.</summary>
    public bool ReplayChildren { get; init; }

    /// <summary>STEP RETRY: seconds until the next attempt, 1 to 31,622,400.</summary>
    public int? NextAttemptDelaySeconds { get; init; }

    /// <summary>WAIT START: length in seconds, 1 to 31,622,400.</summary>
    public int? WaitSeconds { get; init; }

    /// <summary>CALLBACK START: the part of its id that nobody can guess.</summary>
    public string? CallbackKey { get; init; }

    /// <summary>CALLBACK START: seconds until it times out, up to 99,999,999; null for never.</summary>
    public int? CallbackTimeoutSeconds { get; init; }

    /// <summary>CALLBACK START: longest time without a heartbeat, in seconds, up to 99,999,999; null for no limit.</summary>
    public int? CallbackHeartbeatSeconds { get; init; }

    /// <summary>GIVE UP: which of the calls that wait for the operation, from 1 in program order; 0 for the call that made it.</summary>
    public int GivenUpCall { get; init; }

    /// <summary>CHAINED_INVOKE START: what is invoked; the payload is its input.</summary>
    public ChainedInvokeOptions? ChainedInvoke { get; init; }
}
