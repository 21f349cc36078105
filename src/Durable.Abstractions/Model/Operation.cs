namespace Durable.Model;

/// <summary>An operation as the log has it. Immutable: a change makes a new one.</summary>
internal sealed record Operation
{
    // One of the details below: an operation has those of its type and no others.
    private readonly object? _details;

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

    /// <summary>Result, or the last attempt's payload.</summary>
    public string? Result { get; init; }

    /// <summary>Error, or the last attempt's error.</summary>
    public ErrorObject? Error { get; init; }

    /// <summary>Set for a STEP.</summary>
    public StepDetails? Step
    {
        get => _details as StepDetails;
        init => _details = OneOf.With(_details, value);
    }

    /// <summary>Set for a WAIT.</summary>
    public WaitDetails? Wait
    {
        get => _details as WaitDetails;
        init => _details = OneOf.With(_details, value);
    }

    /// <summary>Set for a CALLBACK.</summary>
    public CallbackDetails? Callback
    {
        get => _details as CallbackDetails;
        init => _details = OneOf.With(_details, value);
    }

    /// <summary>Set for a CHAINED_INVOKE.</summary>
    public ChainedInvokeDetails? ChainedInvoke
    {
        get => _details as ChainedInvokeDetails;
        init => _details = OneOf.With(_details, value);
    }

    /// <summary>Set for a CONTEXT that has succeeded.</summary>
    public ContextDetails? Context
    {
        get => _details as ContextDetails;
        init => _details = OneOf.With(_details, value);
    }

    /// <summary>Number of the change that made this state, counted over the execution; grows with every change.</summary>
    public long ChangeSequence { get; set; }

    /// <summary>Number of the change that made the operation.</summary>
    public long StartSequence { get; set; }

    /// <summary>Number of the change that ended it; 0 while it has not ended. The function sees the ends of its operations in this order.</summary>
    public long EndSequence { get; set; }

    /// <summary>The newest of the calls that their caller's token ended before the operation itself had an outcome for them.</summary>
    public GivenUpCall? GivenUp { get; init; }

    /// <summary>Whether it has ended.</summary>
    public bool IsTerminal => Status is not (OperationStatus.Started or OperationStatus.Pending or OperationStatus.Ready);

    /// <summary>When the clock changes it next: the end of a wait or the next attempt of a step.</summary>
    public DateTimeOffset? DueAt => Status switch
    {
        OperationStatus.Started => Wait?.ScheduledEndTimestamp,
        OperationStatus.Pending => Step?.NextAttemptTimestamp,
        _ => null,
    };

    /// <summary>CALLBACK: when it times out unless something arrives before; null for never, and once it has ended.</summary>
    public DateTimeOffset? CallbackDeadline => Status == OperationStatus.Started ? Callback?.Deadline : null;
}
