namespace Durable;

/// <summary>Why a callback takes nothing any more.</summary>
public enum CallbackClosedReason
{
    /// <summary>There is no callback of that id; any more, if its execution has continued as new.</summary>
    Unknown,

    /// <summary>It has been completed, with a result or a failure.</summary>
    Completed,

    /// <summary>Its time was up, or a heartbeat was missed.</summary>
    TimedOut,

    /// <summary>Its execution has ended.</summary>
    ExecutionEnded,
}
