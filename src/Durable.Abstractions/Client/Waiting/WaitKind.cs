namespace Durable;

/// <summary>What a running execution waits for.</summary>
public enum WaitKind
{
    /// <summary>A step's body, or the function's own code, is running.</summary>
    Step,

    /// <summary>An attempt of a step has failed, and the next one is not due yet.</summary>
    Retry,

    /// <summary>A wait has not elapsed.</summary>
    Timer,

    /// <summary>A condition is not met; it is looked at again later.</summary>
    Condition,

    /// <summary>Nobody has completed a callback.</summary>
    Callback,

    /// <summary>An invoked execution has not ended.</summary>
    Invoke,

    /// <summary>It is due, and no host has taken it up.</summary>
    Host,

    /// <summary>It is parked until somebody resumes it.</summary>
    Resume,
}
