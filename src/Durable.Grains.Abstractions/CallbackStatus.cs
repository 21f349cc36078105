namespace Durable.Grains;

/// <summary>What became of a request to a callback.</summary>
[GenerateSerializer, Alias("durable.callback-status")]
public enum CallbackStatus
{
    /// <summary>It was done, durably.</summary>
    Accepted,

    /// <summary>There is no such callback, or the key is another.</summary>
    Unknown,

    /// <summary>Somebody has completed it before.</summary>
    Completed,

    /// <summary>It has timed out.</summary>
    TimedOut,

    /// <summary>Its execution has ended.</summary>
    ExecutionEnded,

    /// <summary>The execution is about to leave this silo: ask again.</summary>
    Retry,

    /// <summary>Its execution is parked; nothing was changed.</summary>
    Parked,

    /// <summary>The result is too large.</summary>
    TooLarge,
}
