using Durable.Model;

namespace Durable.Grains;

/// <summary>Brings what somebody outside wants of a callback to its execution's grain.</summary>
internal sealed class CallbackSender(IGrainFactory grains, TimeProvider timeProvider)
{
    // An execution that leaves a silo is elsewhere in a moment.
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    private readonly ClusterCalls _calls = new(timeProvider);

    /// <summary>Completes when the request was accepted, durably.</summary>
    /// <exception cref="CallbackClosedException">It was not.</exception>
    /// <exception cref="ExecutionParkedException">Its execution stands still.</exception>
    /// <exception cref="PayloadSerializationException">The payload is too large.</exception>
    public async Task SendAsync(
        CallbackReference callback, CallbackRequestAction action, string? payload, ErrorObject? error, CancellationToken cancellationToken)
    {
        // One id however often the call is made: a call that was lost may have been the one that completed the callback.
        var request = new CallbackRequest(callback.OperationId, callback.Key, action, Guid.NewGuid().ToString("N"), payload, error);
        var grain = grains.GetGrain<IExecutionGrain>(callback.ExecutionId.ToString());
        var reply = await _calls.RunAsync(() => grain.AnswerCallbackAsync(request), cancellationToken);
        while (reply.Status == CallbackStatus.Retry)
        {
            await Task.Delay(s_pause, timeProvider, cancellationToken);
            reply = await _calls.RunAsync(() => grain.AnswerCallbackAsync(request), cancellationToken);
        }

        switch (reply.Status)
        {
            case CallbackStatus.Accepted:
                return;
            case CallbackStatus.Parked:
                throw new ExecutionParkedException(callback.ExecutionId, reply.Reason);
            case CallbackStatus.TooLarge:
                throw new PayloadSerializationException(
                    $"The result of a callback is too large; the limit is {DurableLimits.MaxOperationPayloadBytes} bytes. "
                    + "Keep large data elsewhere, for example in an object store, and pass a reference to it.");
            default:
                throw new CallbackClosedException(callback.ToString(), reply.Status switch
                {
                    CallbackStatus.Completed => CallbackClosedReason.Completed,
                    CallbackStatus.TimedOut => CallbackClosedReason.TimedOut,
                    CallbackStatus.ExecutionEnded => CallbackClosedReason.ExecutionEnded,
                    _ => CallbackClosedReason.Unknown,
                });
        }
    }
}
