using Durable.Core.Engine.Callbacks;
using Durable.Core.Log;

namespace Durable.Grains;

/// <summary>Calls of callbacks, between the cluster's words and the engine's.</summary>
internal static class CallbackCalls
{
    public static CallbackCall Of(CallbackRequest request) => new(
        request.OperationId,
        request.Key,
        request.Action switch
        {
            CallbackRequestAction.Succeed => CallbackAction.Succeed,
            CallbackRequestAction.Fail => CallbackAction.Fail,
            _ => CallbackAction.Heartbeat,
        },
        request.RequestId)
    {
        Payload = request.Payload,
        Error = request.Error,
    };

    public static CallbackReply Reply(CallbackOutcome outcome) => new(outcome switch
    {
        CallbackOutcome.Accepted => CallbackStatus.Accepted,
        CallbackOutcome.Completed => CallbackStatus.Completed,
        CallbackOutcome.TimedOut => CallbackStatus.TimedOut,
        CallbackOutcome.ExecutionEnded => CallbackStatus.ExecutionEnded,
        CallbackOutcome.Retry => CallbackStatus.Retry,
        _ => CallbackStatus.Unknown,
    });
}
