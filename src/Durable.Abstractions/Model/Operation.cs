namespace Durable.Model;

/// <summary>An operation as the log has it. Immutable: a change makes a new one.</summary>
public sealed record Operation
{
    /// <summary>Unique in the execution and stable over replays.</summary>
    public required string Id { get; init; }

    /// <summary>Its type.</summary>
    public required OperationType Type { get; init; }

    /// <summary>Where it stands.</summary>
    public required OperationStatus Status { get; init; }

    /// <summary>Its sub-type.</summary>
    public string? SubType { get; init; }

    /// <summary>Its name.</summary>
    public string? Name { get; init; }

    /// <summary>The enclosing context; null at the root.</summary>
    public string? ParentId { get; init; }

    /// <summary>When it was first started.</summary>
    public required DateTimeOffset StartTimestamp { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndTimestamp { get; init; }

    /// <summary>STEP: attempts that have ended.</summary>
    public int Attempt { get; init; }

    /// <summary>STEP: how often the attempt that is under way was lost because its process died.</summary>
    public int LostAttempts { get; init; }

    /// <summary>STEP in PENDING: when the next attempt is due.</summary>
    public DateTimeOffset? NextAttemptTimestamp { get; init; }

    /// <summary>WAIT: when it ends.</summary>
    public DateTimeOffset? ScheduledEndTimestamp { get; init; }

    /// <summary>Result, or the last attempt's payload.</summary>
    public string? Result { get; init; }

    /// <summary>Error, or the last attempt's error.</summary>
    public ErrorObject? Error { get; init; }

    /// <summary>CALLBACK: the part of its id that nobody can guess.</summary>
    public string? CallbackKey { get; init; }

    /// <summary>CALLBACK: when it times out; null for never.</summary>
    public DateTimeOffset? CallbackTimeoutTimestamp { get; init; }

    /// <summary>CALLBACK: longest time without a heartbeat, in seconds; null for no limit.</summary>
    public int? CallbackHeartbeatSeconds { get; init; }

    /// <summary>CALLBACK: by when the next heartbeat must arrive; null for no limit.</summary>
    public DateTimeOffset? CallbackHeartbeatTimestamp { get; init; }

    /// <summary>CALLBACK: the request that ended it, by which a request that is made again is known.</summary>
    public string? CallbackRequestId { get; init; }

    /// <summary>CHAINED_INVOKE: what is invoked.</summary>
    public ChainedInvokeOptions? ChainedInvoke { get; init; }

    /// <summary>CHAINED_INVOKE: the input, until it has been delivered.</summary>
    public string? InvokePayload { get; init; }

    /// <summary>CHAINED_INVOKE: whether the invoked execution is known to exist.</summary>
    public bool IsInvokeDelivered { get; init; }

    /// <summary>CONTEXT: whether <see cref="Result"/> is only a summary and the body is run again on replay.</summary>
    public bool ReplayChildren { get; init; }

    /// <summary>Number of the change that made this state, counted over the execution; grows with every change.</summary>
    public long ChangeSequence { get; internal set; }

    /// <summary>Number of the change that made the operation.</summary>
    internal long StartSequence { get; set; }

    /// <summary>Number of the change that ended it; 0 while it has not ended. The function sees the ends of its operations in this order.</summary>
    internal long EndSequence { get; set; }

    /// <summary>The newest of the calls that their caller's token ended before the operation itself had an outcome for them.</summary>
    internal GivenUpCall? GivenUp { get; init; }

    /// <summary>Whether it has ended.</summary>
    public bool IsTerminal => Status is not (OperationStatus.Started or OperationStatus.Pending or OperationStatus.Ready);

    /// <summary>When the clock changes it next: the end of a wait or the next attempt of a step.</summary>
    public DateTimeOffset? DueAt => Status switch
    {
        OperationStatus.Started when Type == OperationType.Wait => ScheduledEndTimestamp,
        OperationStatus.Pending => NextAttemptTimestamp,
        _ => null,
    };

    /// <summary>CALLBACK: when it times out unless something arrives before; null for never, and once it has ended.</summary>
    public DateTimeOffset? CallbackDeadline =>
        Status != OperationStatus.Started ? null
        : CallbackTimeoutTimestamp is null || CallbackHeartbeatTimestamp < CallbackTimeoutTimestamp ? CallbackHeartbeatTimestamp
        : CallbackTimeoutTimestamp;
}
