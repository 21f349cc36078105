namespace Durable.Model;

/// <summary>Kinds of history events; the names are the wire's.</summary>
public enum HistoryEventType
{
    /// <summary>The execution was started.</summary>
    ExecutionStarted,

    /// <summary>The function returned.</summary>
    ExecutionSucceeded,

    /// <summary>The function threw or could not be replayed.</summary>
    ExecutionFailed,

    /// <summary>The execution timeout passed.</summary>
    ExecutionTimedOut,

    /// <summary>A client stopped the execution.</summary>
    ExecutionStopped,

    /// <summary>A context was opened.</summary>
    ContextStarted,

    /// <summary>A context's body returned.</summary>
    ContextSucceeded,

    /// <summary>A context's body threw.</summary>
    ContextFailed,

    /// <summary>A wait was recorded.</summary>
    WaitStarted,

    /// <summary>A wait is over.</summary>
    WaitSucceeded,

    /// <summary>A wait was cancelled.</summary>
    WaitCancelled,

    /// <summary>An attempt of a step was started.</summary>
    StepStarted,

    /// <summary>An attempt of a step returned.</summary>
    StepSucceeded,

    /// <summary>An attempt of a step threw.</summary>
    StepFailed,

    /// <summary>A callback was opened.</summary>
    CallbackStarted,

    /// <summary>Somebody outside completed a callback.</summary>
    CallbackSucceeded,

    /// <summary>Somebody outside reported a failure to a callback.</summary>
    CallbackFailed,

    /// <summary>A callback's time was up, or a heartbeat was missed.</summary>
    CallbackTimedOut,

    /// <summary>Another function was invoked.</summary>
    ChainedInvokeStarted,

    /// <summary>The invoked execution succeeded.</summary>
    ChainedInvokeSucceeded,

    /// <summary>The invoked execution failed, or could not be started.</summary>
    ChainedInvokeFailed,

    /// <summary>The invoked execution reached its timeout.</summary>
    ChainedInvokeTimedOut,

    /// <summary>The invoked execution was stopped.</summary>
    ChainedInvokeStopped,

    /// <summary>An invocation ended: everything was suspended, the execution ended, or the process died (then with an error).</summary>
    InvocationCompleted,
}
