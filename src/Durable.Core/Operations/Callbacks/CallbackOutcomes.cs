namespace Durable.Core.Engine.Callbacks;

/// <summary>Tells senders what became of their calls.</summary>
internal static class CallbackOutcomes
{
    /// <summary>Throws unless the call was accepted.</summary>
    /// <exception cref="CallbackClosedException">It was not.</exception>
    public static void Require(CallbackOutcome outcome, string callbackId)
    {
        if (outcome != CallbackOutcome.Accepted)
        {
            throw new CallbackClosedException(callbackId, outcome switch
            {
                CallbackOutcome.Completed => CallbackClosedReason.Completed,
                CallbackOutcome.TimedOut => CallbackClosedReason.TimedOut,
                CallbackOutcome.ExecutionEnded => CallbackClosedReason.ExecutionEnded,
                _ => CallbackClosedReason.Unknown,
            });
        }
    }
}
