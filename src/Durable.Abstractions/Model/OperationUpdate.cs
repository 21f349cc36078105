namespace Durable.Model;

/// <summary>One requested change of one operation.</summary>
internal sealed record OperationUpdate
{
    // One of the options below: an update has at most those of its type and action.
    private readonly object? _options;

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

    /// <summary>Whichever of the options below it has; null for none.</summary>
    public object? Options => _options;

    /// <summary>STEP RETRY.</summary>
    public StepOptions? Step
    {
        get => _options as StepOptions;
        init => _options = OneOf.With(_options, value);
    }

    /// <summary>WAIT START.</summary>
    public WaitOptions? Wait
    {
        get => _options as WaitOptions;
        init => _options = OneOf.With(_options, value);
    }

    /// <summary>CALLBACK START.</summary>
    public CallbackOptions? Callback
    {
        get => _options as CallbackOptions;
        init => _options = OneOf.With(_options, value);
    }

    /// <summary>CHAINED_INVOKE START; the payload is its input.</summary>
    public ChainedInvokeOptions? ChainedInvoke
    {
        get => _options as ChainedInvokeOptions;
        init => _options = OneOf.With(_options, value);
    }

    /// <summary>CONTEXT SUCCEED; null when the payload is the result.</summary>
    public ContextOptions? Context
    {
        get => _options as ContextOptions;
        init => _options = OneOf.With(_options, value);
    }

    /// <summary>GIVE UP: which of the calls that wait for the operation.</summary>
    public GiveUpOptions? GiveUp
    {
        get => _options as GiveUpOptions;
        init => _options = OneOf.With(_options, value);
    }
}
