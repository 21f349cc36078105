namespace Durable.Grains;

/// <summary>What a sender may do to a callback.</summary>
[GenerateSerializer, Alias("durable.callback-action")]
public enum CallbackRequestAction
{
    /// <summary>Complete it with a result.</summary>
    Succeed,

    /// <summary>Complete it with a failure.</summary>
    Fail,

    /// <summary>Start its heartbeat timeout anew.</summary>
    Heartbeat,
}
