namespace Durable.Core.Engine.Callbacks;

/// <summary>What became of a <see cref="CallbackCall"/>.</summary>
internal enum CallbackOutcome
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

    /// <summary>This activation takes part no longer; nobody knows what became of the call, and another activation must be asked.</summary>
    Retry,
}
