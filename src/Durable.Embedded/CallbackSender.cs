using Durable.Core.Engine;
using Durable.Core.Engine.Callbacks;
using Durable.Core.Log;
using Durable.Core.Residence;

namespace Durable.Embedded;

/// <summary>Brings what somebody outside wants of a callback to its execution, in memory or out of the store.</summary>
internal sealed class CallbackSender(EmbeddedRuntime runtime, ExecutionServices services)
{
    /// <summary>Completes when the call was accepted, durably.</summary>
    /// <exception cref="CallbackClosedException">It was not.</exception>
    /// <exception cref="ExecutionParkedException">Its execution stands still.</exception>
    public async Task SendAsync(CallbackReference callback, CallbackCall call, CancellationToken cancellationToken)
    {
        var outcome = CallbackOutcome.AskAgain;
        for (var failures = 0; outcome == CallbackOutcome.AskAgain; failures++)
        {
            if (failures > 1)
            {
                // Not the end of an activation that was just leaving: its successor was given up, too.
                await Task.Delay(Backoff.After(failures - 1), services.TimeProvider, cancellationToken);
            }

            outcome = await AskAsync(callback.ExecutionId, call, cancellationToken);
        }

        CallbackOutcomes.Require(outcome, callback.ToString());
    }

    private Task<CallbackOutcome> AskAsync(ExecutionId id, CallbackCall call, CancellationToken cancellationToken) => runtime.AskAsync(
        id,
        execution => execution.AnswerAsync(call),
        async () => await services.Store.LoadAsync(id, cancellationToken) is { } stored ? CallbackRules.AfterEnd(stored, call) : CallbackOutcome.Unknown,
        isQuiet: call.Action == CallbackAction.Heartbeat,
        cancellationToken);
}
