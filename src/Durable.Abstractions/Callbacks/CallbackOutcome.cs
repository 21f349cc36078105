namespace Durable;

/// <summary>What became of a <see cref="CallbackRequest"/>. The numbers are on the wire of a cluster.</summary>
public enum CallbackOutcome
{
    /// <summary>It was done, durably.</summary>
    Accepted = 0,

    /// <summary>There is no such callback, or the key is another.</summary>
    Unknown = 1,

    /// <summary>Somebody has completed it before.</summary>
    Completed = 2,

    /// <summary>It has timed out.</summary>
    TimedOut = 3,

    /// <summary>Its execution has ended.</summary>
    ExecutionEnded = 4,

    /// <summary>The activation has ended and the outcome of the request is unknown: ask another activation.</summary>
    Retry = 5,

    /// <summary>Its execution is parked; nothing was changed.</summary>
    Parked = 6,

    /// <summary>The result is too large; nothing was changed.</summary>
    TooLarge = 7,
}
