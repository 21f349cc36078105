namespace Durable;

/// <summary>Thrown to a sender whose callback takes nothing any more. Nothing was changed.</summary>
/// <param name="callbackId">Id of the callback.</param>
/// <param name="reason">Why.</param>
public sealed class CallbackClosedException(string callbackId, CallbackClosedReason reason) : DurableExecutionException(Describe(reason))
{
    /// <summary>Id of the callback.</summary>
    public string CallbackId { get; } = callbackId;

    /// <summary>Why it takes nothing any more.</summary>
    public CallbackClosedReason Reason { get; } = reason;

    private static string Describe(CallbackClosedReason reason) => reason switch
    {
        CallbackClosedReason.Completed => "The callback is already completed; only the first completion counts.",
        CallbackClosedReason.TimedOut => "The callback has timed out.",
        CallbackClosedReason.ExecutionEnded => "The callback's execution has ended.",
        _ => "There is no such callback: the id is not one that was given out, the execution has continued as new since, or its retention is over.",
    };
}
