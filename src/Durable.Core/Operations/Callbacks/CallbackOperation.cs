using System.Buffers.Text;
using System.Security.Cryptography;
using Durable.Core.Contexts;
using Durable.Core.Engine;
using Durable.Model;

namespace Durable.Core.Operations.Callbacks;

/// <summary>The creation of a callback (durable-model 4.6).</summary>
internal sealed class CallbackOperation<T>(DurableContext context, OperationIdentity identity, CallbackConfig config, CancellationToken callerToken)
    : LeafOperation<ICallback<T>>(context, identity, OperationType.Callback, OperationSubTypes.Callback)
{
    private const int KeyBytes = 16;

    protected override HandOverKind Kind => HandOverKind.Start;

    protected override async ValueTask<ICallback<T>> RunAsync(Operation? stored, HandOver call)
    {
        if (stored is null)
        {
            stored = Start();
            if (IsGivenUp(callerToken))
            {
                Channel.GiveUp(stored, call.Number);
                throw GivenUp(callerToken);
            }

            Channel.PlaceCall(call);
        }
        else if (GivenUpCall.Find(stored.GivenUp, call.Number) is not null)
        {
            throw GivenUp(callerToken);
        }

        // The id is an output: whoever gets it must find the callback, whatever happens to this activation. From here on the creation cannot be
        // cancelled: it takes no longer than a checkpoint.
        await Channel.WhenCommittedAsync();
        return new Callback<T>(
            Context,
            Identity,
            new CallbackReference(Context.ExecutionContext.ExecutionId, stored.Id, stored.Callback!.Key).ToString(),
            config.Serializer ?? Context.Serializer);
    }

    private Operation Start() => Channel.Record(Update(OperationAction.Start) with
    {
        Callback = new CallbackOptions(
            Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(KeyBytes)), SecondsOf(config.Timeout), SecondsOf(config.HeartbeatTimeout)),
    });

    private static int? SecondsOf(TimeSpan timeout) => timeout == TimeSpan.Zero ? null : Durations.ToWholeSeconds(timeout);
}
