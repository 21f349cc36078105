using Durable.Core.Contexts;
using Durable.Core.Engine;
using Durable.Core.Log;
using Durable.Model;

namespace Durable.Core.Operations.Callbacks;

/// <summary>A callback in the hands of the function.</summary>
internal sealed class Callback<T>(DurableContext context, OperationIdentity identity, string callbackId, IPayloadSerializer serializer) : ICallback<T>
{
    private int _calls;

    public string CallbackId { get; } = callbackId;

    private IExecutionChannel Channel => context.Channel;

    private string What => OperationText.Of(OperationType.Callback, null, identity);

    public async Task<T> GetResultAsync(CancellationToken cancellationToken = default)
    {
        context.RequireUse(nameof(GetResultAsync));
        var call = Channel.BeginCall(identity, OperationType.Callback, HandOverKind.End, ++_calls);
        Channel.BeginActivity();
        return await LeafCall.FinishAsync(context, call, RunAsync(call, cancellationToken));
    }

    private async ValueTask<T> RunAsync(HandOver call, CancellationToken callerToken)
    {
        var callback = Channel.Find(identity.Id)!;
        if (GivenUpCall.Find(callback.GivenUp, call.Number) is not null)
        {
            throw CallCancellation.Exception(What, callerToken);
        }

        if (context.IsReplayOnly && !callback.IsTerminal)
        {
            return await Determinism.RefuseNewWorkAsync<T>(Channel, callback, identity);
        }

        using var linked = CallerTokens.Link(Channel, callerToken);
        try
        {
            return Read(await Channel.WhenEndedAsync(callback, linked?.Token ?? Channel.CancellationToken));
        }
        catch (OperationCanceledException) when (IsGivenUp(callerToken) && call.Place is null)
        {
            // The callback itself stays open.
            Channel.GiveUp(callback, call.Number);
            throw CallCancellation.Exception(What, callerToken);
        }
        catch (OperationCanceledException) when (IsGivenUp(callerToken))
        {
            // It has ended: that is in the log already.
            return Read(await Channel.WhenEndedAsync(callback, Channel.CancellationToken));
        }
    }

    private bool IsGivenUp(CancellationToken callerToken) =>
        callerToken.IsCancellationRequested && !Channel.CancellationToken.IsCancellationRequested;

    private T Read(Operation callback) => CallbackFailures.Of(callback, CallbackId) is { } failure
        ? throw failure
        : callback.Result is null ? default! : Payloads.Read<T>(
            serializer,
            callback.Result,
            new SerializationContext(context.ExecutionContext.ExecutionId, identity.Id),
            new PayloadSubject("the result of callback", identity.Label));
}
