using System.Buffers.Text;
using System.Security.Cryptography;
using Durable.Core.Contexts;
using Durable.Model;

namespace Durable.Core.Operations;

/// <summary>The creation of a callback (durable-model 4.6).</summary>
internal sealed class CallbackOperation<T>(DurableContext context, OperationIdentity identity, CallbackConfig config, CancellationToken callerToken)
    : LeafOperation<ICallback<T>>(context, identity, OperationType.Callback, OperationSubTypes.Callback)
{
    private const int KeyBytes = 16;

    protected override async Task<ICallback<T>> RunAsync(Operation? stored)
    {
        stored ??= Channel.Record(Update(OperationAction.Start) with
        {
            CallbackKey = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(KeyBytes)),
            CallbackTimeoutSeconds = SecondsOf(config.Timeout),
            CallbackHeartbeatSeconds = SecondsOf(config.HeartbeatTimeout),
        });

        // The id is an output: whoever gets it must find the callback, whatever happens to this activation.
        await Channel.WhenCommittedAsync().AsTask().WaitAsync(callerToken);
        return new Callback<T>(
            Context,
            Identity,
            new CallbackReference(Context.ExecutionContext.ExecutionId, stored.Id, stored.CallbackKey!).ToString(),
            config.Serializer ?? Context.Serializer);
    }

    // It is there, which is all that is asked; whether it has ended is asked later.
    protected override bool IsAnswered(Operation? stored) => stored is not null;

    private static int? SecondsOf(TimeSpan timeout) => timeout == TimeSpan.Zero ? null : Durations.ToWholeSeconds(timeout);
}
