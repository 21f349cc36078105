namespace Durable;

/// <summary>What a sender may do to a callback. The numbers are on the wire of a cluster.</summary>
public enum CallbackAction
{
    /// <summary>Completes it with a result.</summary>
    Succeed = 0,

    /// <summary>Completes it with a failure.</summary>
    Fail = 1,

    /// <summary>Restarts its heartbeat timeout.</summary>
    Heartbeat = 2,
}
