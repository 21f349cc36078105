namespace Durable;

/// <summary>What a sender is told about its request to a callback.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Reason">Why the execution is parked, when it is.</param>
public sealed record CallbackReply(CallbackOutcome Outcome, string? Reason = null)
{
    /// <summary>What the sender's call throws; null when the request was accepted.</summary>
    /// <param name="callback">The callback that was asked.</param>
    internal Exception? ToException(CallbackReference callback) => Outcome switch
    {
        CallbackOutcome.Accepted => null,
        CallbackOutcome.Parked => new ExecutionParkedException(callback.ExecutionId, Reason),
        CallbackOutcome.TooLarge => new PayloadSerializationException(
            $"The result of a callback is too large; the limit is {DurableLimits.MaxOperationPayloadBytes} bytes. "
            + "Keep large data elsewhere, for example in an object store, and pass a reference to it."),
        CallbackOutcome.Completed => Closed(callback, CallbackClosedReason.Completed),
        CallbackOutcome.TimedOut => Closed(callback, CallbackClosedReason.TimedOut),
        CallbackOutcome.ExecutionEnded => Closed(callback, CallbackClosedReason.ExecutionEnded),
        _ => Closed(callback, CallbackClosedReason.Unknown),
    };

    private static CallbackClosedException Closed(CallbackReference callback, CallbackClosedReason reason) => new(callback.ToString(), reason);
}
