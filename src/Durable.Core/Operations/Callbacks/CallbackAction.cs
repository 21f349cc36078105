namespace Durable.Core.Log;

/// <summary>What somebody outside may do to a callback.</summary>
internal enum CallbackAction
{
    /// <summary>Completes it with a result.</summary>
    Succeed,

    /// <summary>Completes it with a failure.</summary>
    Fail,

    /// <summary>Starts its heartbeat timeout anew.</summary>
    Heartbeat,
}
